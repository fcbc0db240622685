// Runs before the first paint, so that a stored choice of light or dark never flashes the other one.
// A file of its own, because the console's Content-Security-Policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('dangol-console-scheme');
  } catch (_) {
    // Storage may be refused; the device's own setting is then the answer.
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  document.documentElement.style.backgroundColor = dark ? '#161311' : '#f8f6f3';
})();
