import './no-code-from-text.ts';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { takeKey } from './studio-key.ts';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app');

takeKey();
mount(App, { target });
