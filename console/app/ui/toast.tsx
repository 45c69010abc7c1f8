// Short messages at the edge of the page: one live region says them all.
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { IconButton } from './basics';

export type ToastAction = { label: string; run: () => void };
type Toast = { id: number; text: string; bad: boolean; action?: ToastAction };
type Say = (text: string, options?: { bad?: boolean; action?: ToastAction }) => void;

const Context = createContext<Say>(() => {});

// useToast returns a function that says something to the viewer; messages with an action stay longer.
export const useToast = () => useContext(Context);

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const last = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (text, { bad = false, action } = {}) => {
      const id = ++last.current;
      setToasts((all) => [...all.slice(-3), { id, text, bad, action }]);
      setTimeout(() => drop(id), action || bad ? 15_000 : 5_000);
    },
    [drop],
  );
  return (
    <Context.Provider value={useMemo(() => say, [say])}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text, bad, action }) => (
          <div key={id} className={`toast ${bad ? 'bad' : ''}`}>
            <span>{text}</span>
            {action && (
              <button
                type="button"
                className="button quiet"
                onClick={() => {
                  drop(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            )}
            <IconButton icon="close" label="Dismiss" onClick={() => drop(id)} />
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}
