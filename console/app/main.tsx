import './styles/base.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/shell.css';
import './styles/overlays.css';
import './styles/contacts.css';
import './styles/contact.css';
import './styles/pages.css';
import './styles/access.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';

createRoot(document.getElementById('page')!).render(<App />);
