import { useState } from 'react';
import { Button } from '../ui/basics';
import { Dialog } from '../ui/dialog';

// SecretDialog shows a secret, which the server tells once.
export function SecretDialog({ title, secret, text, onClose }: { title: string; secret: string; text: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(secret).then(
      () => setCopied(true),
      () => {},
    );
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <p>
        <code className="secret">{secret}</code>
      </p>
      <div className="form-actions">
        <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>
        <Button kind="primary" onClick={onClose}>
          I have stored it
        </Button>
      </div>
    </Dialog>
  );
}
