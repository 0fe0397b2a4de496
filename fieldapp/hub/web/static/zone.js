// Tells the hub by which clock its reader lives, so that pages show times as that clock does.
"use strict";
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) {
    const lasting = "Secure; Path=/; SameSite=Lax; Max-Age=31536000";
    document.cookie = `__Host-fieldapp-zone=${encodeURIComponent(zone)}; ${lasting}`;
  }
}
