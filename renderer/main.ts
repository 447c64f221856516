import './no-code-from-text.ts';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app');

const address = new URL(location.href);
if (address.searchParams.has('token')) {
  // The cookie is set by now; a token left in the address would end up in screenshots and in the history.
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}
mount(App, { target });
