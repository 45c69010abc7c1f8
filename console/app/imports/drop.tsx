import { useRef, useState } from 'react';
import { Button } from '../ui/basics';
import { Icon } from '../ui/icon';

// Drop takes a file that is chosen, or dropped on it.
export function Drop({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`drop ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) {
          onFile(file);
        }
      }}
    >
      <Icon name="upload" size={32} />
      <p>Drop a file here, or</p>
      <Button kind="primary" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label="File of contacts"
        tabIndex={-1}
        accept=".csv,.tsv,.txt,.xlsx,.vcf,.json,.jsonl,.ndjson"
        onChange={(event) => event.target.files?.[0] && onFile(event.target.files[0])}
      />
      <p className="quiet-text">
        Format, encoding and columns are recognised, also those of Chatwoot, HubSpot, Salesforce, Zendesk, Intercom and others.
      </p>
    </div>
  );
}
