import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createDesk } from './desk';
import { Page } from './page/Page';
import './styles/theme.css';
import './styles/layout.css';
import './styles/sheet.css';
import './styles/tools.css';
import './styles/instrument.css';
import './styles/verdict.css';
import './styles/eye.css';
import './styles/way.css';
import './styles/scale.css';
import './styles/network.css';
import './styles/examples.css';
import './styles/leaf.css';
import './styles/inside.css';
import './styles/beside.css';
import './styles/use.css';
import './styles/teach.css';
import './styles/learned.css';
import { followAddress } from './sharing/address';

const desk = createDesk();
desk.networks.getState().load();
window.addEventListener('online', () => desk.backOnline());
void followAddress(window, desk);

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no place for the page');
createRoot(place).render(
  <StrictMode>
    <Page desk={desk} />
  </StrictMode>,
);
