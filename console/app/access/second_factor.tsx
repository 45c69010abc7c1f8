import { useMemo, useState } from 'react';
import { encode } from 'uqr';
import doc from '../documents/access.graphql';
import { write, type Payload } from '../lib/api';
import { formatDay } from '../lib/format';
import { useIsAdministrator } from '../lib/hooks';
import { Badge, Button } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { FormDialog, type Spec } from '../ui/form';
import { useToast } from '../ui/toast';

type User = { id: string; name?: string; secondFactorSince: string | null };
type SetUp = { secret: string; url: string };
type Step = 'password' | 'replace' | 'remove' | { setUp: SetUp } | { codes: string[] } | null;

const code: Spec = {
  name: 'code',
  label: 'Code',
  required: true,
  autoComplete: 'one-time-code',
  help: 'Six digits of the app, or a recovery code.',
};

// SecondFactor sets an authenticator app up, replaces its recovery codes, and removes it.
export function SecondFactor({ user, own, onChanged }: { user: User; own: boolean; onChanged: () => void }) {
  const [step, setStep] = useState<Step>(null);
  const administrator = useIsAdministrator();
  const say = useToast();
  const close = () => setStep(null);
  return (
    <section className="card second-factor" aria-labelledby="second-factor">
      <h2 id="second-factor">
        Second factor{' '}
        {user.secondFactorSince ? <Badge tone="good">since {formatDay(user.secondFactorSince)}</Badge> : <Badge>not set up</Badge>}
      </h2>
      <p>
        {user.secondFactorSince
          ? 'Signing in with the password needs a code of the authenticator app too.'
          : own
            ? 'With an authenticator app on your phone, a password alone does not let anybody in.'
            : 'Only the user can set one up.'}
      </p>
      <div className="row">
        {own && !user.secondFactorSince && (
          <Button kind="primary" icon="key" onClick={() => setStep('password')}>
            Set up
          </Button>
        )}
        {own && user.secondFactorSince && <Button onClick={() => setStep('replace')}>New recovery codes</Button>}
        {user.secondFactorSince && (own || administrator) && <Button onClick={() => setStep('remove')}>Remove</Button>}
      </div>
      {step === 'password' && (
        <FormDialog
          title="Set up a second factor"
          action="Continue"
          initial={{ currentPassword: '' }}
          fields={[
            {
              name: 'currentPassword',
              label: 'Your password',
              type: 'password',
              autoComplete: 'current-password',
              help: 'Blank if you sign in by OpenID Connect only.',
            },
          ]}
          submit={({ currentPassword }) => write<Payload & SetUp>(doc.SecondFactorSetUp, { currentPassword: currentPassword || undefined })}
          onDone={(payload) => setStep({ setUp: payload as SetUp })}
          onClose={close}
        />
      )}
      {step && typeof step === 'object' && 'setUp' in step && (
        <FormDialog
          title="Scan this with the app"
          action="Confirm"
          initial={{ code: '' }}
          fields={[{ ...code, help: 'Six digits that the app shows now.' }]}
          submit={(values) => write<Payload & { recoveryCodes: string[] }>(doc.SecondFactorConfirm, values)}
          onDone={(payload) => setStep({ codes: payload!.recoveryCodes })}
          onClose={close}
        >
          <QrCode text={step.setUp.url} />
          <p className="field-help">
            Or type the key: <code className="secret">{step.setUp.secret}</code>
          </p>
        </FormDialog>
      )}
      {step && typeof step === 'object' && 'codes' in step && (
        <RecoveryCodes
          codes={step.codes}
          onClose={() => {
            close();
            onChanged();
          }}
        />
      )}
      {step === 'replace' && (
        <FormDialog
          title="New recovery codes"
          action="Replace"
          initial={{ code: '' }}
          fields={[code]}
          submit={(values) => write<Payload & { recoveryCodes: string[] }>(doc.RecoveryCodesReplace, values)}
          onDone={(payload) => setStep({ codes: payload!.recoveryCodes })}
          onClose={close}
        >
          <p>The old ones are no longer valid then.</p>
        </FormDialog>
      )}
      {step === 'remove' && (
        <FormDialog
          title="Remove the second factor?"
          action="Remove"
          danger
          initial={{ code: '' }}
          fields={own ? [code] : []}
          submit={(values) => write<Payload>(doc.SecondFactorRemove, { userId: user.id, code: values.code || undefined })}
          onDone={() => {
            close();
            onChanged();
            say('The second factor is removed.');
          }}
          onClose={close}
        >
          <p>{own ? 'Your password' : `The password of ${user.name}`} alone is enough then.</p>
        </FormDialog>
      )}
    </section>
  );
}

// QrCode draws a text as a picture of squares; what it says is beside it as text.
function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { size, data } = encode(text, { border: 2 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: squares.join('') };
  }, [text]);
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="The key as a QR code">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

// RecoveryCodes shows the codes, which the server tells once.
function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const [kept, setKept] = useState(false);
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join('\n')}\n`)}`;
  return (
    <Dialog title="Recovery codes" onClose={onClose}>
      <p>Each of them stands for a code of the app once, if you lose it. They are shown only now.</p>
      <ul className="recovery-codes" aria-label="Recovery codes">
        {codes.map((one) => (
          <li key={one}>
            <code>{one}</code>
          </li>
        ))}
      </ul>
      <label className="check">
        <input type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} /> I have stored them
      </label>
      <div className="form-actions">
        <a className="button plain" href={file} download="kith-recovery-codes.txt">
          Download
        </a>
        <Button kind="primary" disabled={!kept} onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
