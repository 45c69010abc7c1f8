import { useRef, useState } from 'react';
import doc from '../documents/company_talk.graphql';
import { write, type Payload } from '../lib/api';
import type { Named } from '../lib/types';
import { FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';

// CompanyPicture is the menu that sets and removes a company's picture.
export function CompanyPicture({ company, changed }: { company: Named; changed: () => void }) {
  const [asks, setAsks] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const say = useToast();
  const run = async (mutation: string, input: object, done: string) => {
    try {
      const { userErrors } = await write<Payload>(mutation, { id: company.id, ...input });
      say(userErrors[0]?.message ?? done, { bad: userErrors.length > 0 });
      changed();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <>
      <Menu label="Picture" icon="upload" align="right" text="Picture">
        {(shut) => (
          <>
            {(
              [
                ['upload', 'Picture from a file', () => file.current?.click()],
                ['link', 'Picture from an address', () => setAsks(true)],
                ['close', 'Remove picture', () => void run(doc.CompanyAvatarRemove, {}, 'Picture removed.')],
              ] as const
            ).map(([icon, label, act]) => (
              <button
                key={icon}
                type="button"
                onClick={() => {
                  shut();
                  act();
                }}
              >
                <Icon name={icon} size={16} /> {label}
              </button>
            ))}
          </>
        )}
      </Menu>
      <input
        ref={file}
        type="file"
        className="visually-hidden"
        aria-label="Picture"
        tabIndex={-1}
        accept="image/png,image/jpeg,image/gif,image/webp"
        onChange={(event) => {
          const picture = event.target.files?.[0];
          if (picture) {
            void run(doc.CompanyAvatarSet, { picture: { file: picture } }, 'Picture changed.');
          }
          event.target.value = '';
        }}
      />
      {asks && (
        <FormDialog
          title="Picture from an address"
          action="Fetch"
          initial={{ url: '' }}
          fields={[{ name: 'url', label: 'Address', type: 'url', required: true }]}
          submit={({ url }) => write<Payload>(doc.CompanyAvatarSet, { id: company.id, picture: { url } })}
          onDone={() => {
            setAsks(false);
            say('The picture is fetched.');
            changed();
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
