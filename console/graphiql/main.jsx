import 'graphiql/style.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { Page } from './page.jsx';
import { currentViewer } from './session.js';

const root = createRoot(document.getElementById('page'));
const start = await currentViewer().then(
  (viewer) => ({ viewer }),
  (problem) => ({ viewer: null, problem: problem.message }),
);
root.render(<Page start={start} />);
