// The pages about accounts in every state they can be in, as lines of `pages.mjs`. An `owner` is a new account each time.

import * as states from "./account-states.mjs";

const PROFILE = { me: "ada", path: "/settings/profile" };
const ACCOUNT = { me: "ada", path: "/settings/account" };
const SECURITY = { me: "ada", path: "/settings/security" };

export const ACCOUNT_PAGES = [
  { name: "profile", ...PROFILE, shows: "text=500 characters at the most" },
  { name: "profile, refused", ...PROFILE, then: states.tellTooMuch, shows: "text=The name may have 50 characters" },
  { name: "profile, a picture before it is saved", ...PROFILE, then: states.choosePicture, shows: "text=Save picture" },
  { name: "profile, a file that is no picture", ...PROFILE, then: states.chooseNoPicture, shows: "text=cannot be read" },
  { name: "profile with a picture", me: "star", path: "/settings/profile", shows: "text=Remove picture" },
  { name: "account", ...ACCOUNT, shows: "text=Send the mail again" },
  { name: "account without an address", ...ACCOUNT, me: "owner", amid: states.haveNoAddress, shows: "text=Add an address…" },
  { name: "account that no mail reaches", ...ACCOUNT, me: "owner", amid: states.haveNoMailDelivered, shows: "text=Check the address" },
  { name: "account that has everything", ...ACCOUNT, me: "owner", amid: states.haveAll, shows: "text=Unlink…" },
  { name: "change of address", ...ACCOUNT, then: states.ask("Change address…"), shows: "dialog >> text=New e-mail" },
  { name: "change of password", ...ACCOUNT, then: states.ask("Change password…"), shows: "dialog >> text=At least 8 characters" },
  { name: "change of password, refused", ...ACCOUNT, me: "owner", then: states.mistypeBoth, shows: "dialog >> text=must have 8 to 256" },
  { name: "deletion of the account", ...ACCOUNT, then: states.ask("Delete account…"), shows: "dialog >> text=This cannot be undone." },
  { name: "deletion, refused", ...ACCOUNT, me: "owner", then: states.mistypePassword, shows: "dialog >> text=This is not the password" },
  { name: "confirming without a password", ...ACCOUNT, me: "owner", amid: states.haveNoPassword, then: states.ask("Delete account…"), shows: "dialog >> text=Confirm with Google" },
  { name: "Google to be linked", ...ACCOUNT, me: "owner", then: states.comeBackToLink, shows: "dialog >> text=Link your Google account" },
  { name: "Google to be unlinked", ...ACCOUNT, me: "owner", amid: states.haveAll, then: states.ask("Unlink…"), shows: "dialog >> text=any more" },
  { name: "second factors", ...SECURITY, shows: "text=Set up…" },
  { name: "second factors, all there are", ...SECURITY, me: "owner", amid: states.haveAll, shows: "text=Recovery codes" },
  { name: "authenticator, before it is set up", ...SECURITY, then: states.ask("Set up…"), shows: "dialog >> text=Confirm that it is you." },
  { name: "authenticator, to be scanned", ...SECURITY, me: "owner", then: states.beginAuthenticator, shows: ".qr" },
  { name: "authenticator, with a wrong code", ...SECURITY, me: "owner", then: states.mistypeFirstCode, shows: "form .error >> visible=true" },
  { name: "recovery codes", ...SECURITY, me: "owner", then: states.setUpAuthenticator, shows: ".codes" },
  { name: "authenticator to be removed", ...SECURITY, me: "owner", amid: states.haveAll, then: states.ask("Remove…"), shows: "dialog >> text=work no more" },
  { name: "passkey to be added", ...SECURITY, then: states.ask("Add a passkey…"), shows: "dialog >> text=What you call it" },
  { name: "passkey to be removed", ...SECURITY, me: "owner", amid: states.haveAll, then: states.wantNoPasskey, shows: "dialog >> text=Remove this passkey" },
  { name: "devices", me: "owner", path: "/settings/devices", amid: states.seeEverything, shows: "text=Sign out there" },
  { name: "asking for a mail", path: "/forgot", shows: "text=Send me a mail" },
  { name: "asking for a mail, refused", path: "/forgot", then: states.sendForm, shows: "text=Enter an e-mail address" },
  { name: "asking for a mail, done", path: "/forgot", then: states.askForMail, shows: "form [role=status] >> visible=true" },
  { name: "a new password", path: "/", then: states.openReset, shows: "text=At least 8 characters" },
  { name: "a new password, refused", path: "/", then: states.chooseNewPassword, shows: "text=among the most common" },
  { name: "a new password, by a bad link", path: "/reset?code=a-code", shows: "text=too old" },
  { name: "a link without its code", path: "/reset", shows: "text=This link is not complete" },
  { name: "an address that a bad link is to confirm", path: "/confirm?code=a-code", shows: "text=too old" },
  { name: "an address that a bad link of one's own is to confirm", me: "ada", path: "/confirm?code=a-code", shows: "text=too old" },
  { name: "an address to be confirmed", path: "/", then: states.openMail, shows: "text=This is not my account" },
  { name: "an address that is confirmed", path: "/", then: states.pressConfirm, shows: ".form [role=status] >> visible=true" },
  { name: "back from Google without having gone", path: "/google?state=a-state", shows: "text=not begun in this tab" },
  { name: "back from Google, cancelled", path: "/login", then: states.cancelAtGoogle, shows: "text=Nothing has changed." },
  { name: "back from Google, as somebody new", path: "/login", then: states.comeBackAsNew, shows: "text=Choose a username" },
  { name: "sign in, with a code", path: "/login", then: states.signInGuarded, shows: "text=Code from your authenticator app" },
  { name: "sign in, with a wrong code", path: "/login", then: states.mistypeCode, shows: "form .error >> visible=true" },
  { name: "sign in, with a passkey after the password", path: "/login", then: states.signInWithPasskey, shows: "text=Use a passkey" },
];
