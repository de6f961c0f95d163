/** Loaded on every page. Each module finds its own elements; a page without them costs nothing. */
import "./keys.js";
import "./dialogs.js";
import "./toasts.js";
import "./theme.js";
import "./tabs.js";
import "./ago.js";
import "./offline.js";
import "./zone.js";
