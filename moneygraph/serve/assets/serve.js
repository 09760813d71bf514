'use strict';
// A page that tells of work asks again until it is done, unless it is told to stop.
if (document.querySelector('.again')) {
  const again = setTimeout(() => location.reload(), 1000);
  document.addEventListener('submit', () => clearTimeout(again));
}

// Files and folders that are dropped anywhere on the page become those of the form.

const form = document.querySelector('.drop');
if (form) {
  const input = form.querySelector('input[type=file]');
  const chosen = document.getElementById('chosen');
  const tell = () => { chosen.textContent = [...input.files].map((file) => file.name).join(', '); };

  // Return all files of a folder, and of those in it; a browser gives them by the hundred.
  async function filesOf(entry) {
    if (entry.isFile) return [await new Promise((done, failed) => { entry.file(done, failed); })];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const part = await new Promise((done, failed) => { reader.readEntries(done, failed); });
      if (!part.length) return found;
      for (const one of part) found.push(...await filesOf(one));
    }
  }

  async function dropped(event) {
    event.preventDefault();
    form.classList.remove('over-it');
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const given = new DataTransfer();
    const files = entries.length ? (await Promise.all(entries.map(filesOf))).flat() : [...event.dataTransfer.files];
    files.forEach((file) => given.items.add(file));
    input.files = given.files;
    tell();
  }

  document.addEventListener('dragover', (event) => { event.preventDefault(); form.classList.add('over-it'); });
  document.addEventListener('dragleave', () => form.classList.remove('over-it'));
  document.addEventListener('drop', (event) => { dropped(event); });
  input.addEventListener('change', tell);
}
