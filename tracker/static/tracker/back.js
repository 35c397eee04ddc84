// A page that answers a form: Back and Reload ask for its address again, since no page is stored.
"use strict";
history.replaceState(history.state, "", location.href);
