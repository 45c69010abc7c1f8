import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useState } from 'react';
import { useLater } from '../lib/hooks';
import { ownPath } from '../lib/format';
import type { Label } from '../lib/types';
import { Icon } from './icon';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { kind?: 'primary' | 'plain' | 'quiet' | 'danger'; icon?: string };

export function Button({ kind = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button ${kind} ${className}`} {...rest}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  );
}

// IconButton is a button without text; its label is its name and its tooltip.
export function IconButton({
  icon,
  label,
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { icon: string; label: string }) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();

// Avatar shows a picture, or initials while there is none.
export function Avatar({ url, name, size = 'small' }: { url?: string | null; name: string; size?: 'small' | 'large' | 'tiny' }) {
  const [broken, setBroken] = useState<string | null>(null);
  const path = ownPath(url);
  return (
    <span className={`avatar ${size}`} aria-hidden="true">
      {path && broken !== path ? <img src={path} alt="" loading="lazy" onError={() => setBroken(path)} /> : initials(name)}
    </span>
  );
}

// ColorDot shows a colour that people chose.
export const ColorDot = ({ color }: { color: string }) => (
  <svg className="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <circle cx="5" cy="5" r="5" fill={color} />
  </svg>
);

export function LabelChip({ label, onRemove }: { label: Label; onRemove?: () => void }) {
  return (
    <span className="chip">
      <ColorDot color={label.color} />
      {label.title}
      {onRemove && (
        <button type="button" className="chip-remove" aria-label={`Remove label ${label.title}`} onClick={onRemove}>
          <Icon name="close" size={14} />
        </button>
      )}
    </span>
  );
}

export const Badge = ({ tone = 'neutral', children }: { tone?: string; children: ReactNode }) => (
  <span className={`badge ${tone}`}>{children}</span>
);

// Placeholder stands for what is on its way, once that has taken noticeably long.
export function Placeholder({ active, lines = 3 }: { active: boolean; lines?: number }) {
  const late = useLater(active);
  return late ? (
    <div className="placeholder" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  ) : null;
}

export function Empty({ icon, title, children }: { icon: string; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}

export function Failure({ message, again }: { message: string; again?: () => void }) {
  return (
    <div className="notice bad" role="alert">
      <Icon name="warning" />
      <p>{message}</p>
      {again && <Button onClick={again}>Try again</Button>}
    </div>
  );
}

export function PageHead({ title, children, text }: { title: string; children?: ReactNode; text?: ReactNode }) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {text && <p>{text}</p>}
      </div>
      {children && <div className="page-actions">{children}</div>}
    </header>
  );
}

export type Tab = { key: string; label: string };

// Tabs are links to parts of a page, of which one is shown; arrows move between them.
export function Tabs({ tabs, current, onChange, label }: { tabs: Tab[]; current: string; onChange: (key: string) => void; label: string }) {
  const move = (step: number) => {
    const at = tabs.findIndex(({ key }) => key === current);
    const next = tabs[(at + step + tabs.length) % tabs.length].key;
    onChange(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className="tabs">
      {tabs.map(({ key, label }) => (
        <button
          key={key}
          id={`tab-${key}`}
          type="button"
          role="tab"
          aria-selected={key === current}
          aria-controls="tabpanel"
          tabIndex={key === current ? 0 : -1}
          onClick={() => onChange(key)}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step) {
              event.preventDefault();
              move(step);
            }
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
