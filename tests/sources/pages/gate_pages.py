"""Pages that come in the place of an article, in the variety in which sites write them: two halves of thirty. What is
mended is seen in the first half alone; the second measures."""

LEAD = "<p>Norbank, a bank with 45,000 customers, left a server open to the web for most of March.</p>"


def _page(title: str, body: str) -> bytes:
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>".encode()


def _form(*fields: str, button: str) -> str:
    return f"<form>{''.join(f'<label>{one}</label><input>' for one in fields)}<button>{button}</button></form>"


FIRST = {
    "consent, who pays": _page(
        "Gazette",
        "<main><h1>How would you like to read us?</h1><p>Read free of charge with advertising and tracking.</p><button>Agree and continue</button><p>Or read without tracking for 3.99 a month.</p><a href=/pur>Get Pure</a></main>",
    ),
    "consent, short": _page(
        "Gazette",
        "<div><h2>Cookies?</h2><p>Some are needed, some are nice to have.</p><button>Only what is needed</button><button>All of them</button></div>",
    ),
    "consent, settings": _page(
        "Your settings",
        "<main><p>Choose which categories of tracking technology you allow on this device.</p><ul><li>Strictly necessary: always on</li><li>Performance</li><li>Functional</li><li>Targeting</li></ul><button>Confirm my choices</button></main>",
    ),
    "consent, transfer": _page(
        "Gazette",
        "<p>Some of the companies we work with are in countries whose data protection rules differ from those of your own.</p><p>Tap OK to agree to this, or Learn more to make your own selection.</p>",
    ),
    "consent, regional": _page(
        "Hello from across the ocean",
        "<p>We recognise you are attempting to access this website from a country belonging to the European Economic Area, which enforces the General Data Protection Regulation, and therefore access cannot be granted at this time.</p><p>For any issues, call 555-0100.</p>",
    ),
    "login, mail first": _page(
        "Gazette ID",
        "<h1>What is your email?</h1>"
        + _form("Email address", button="Next")
        + "<p>We will send you a code.</p><p>Prefer a social account?</p><button>Continue with Google</button><button>Continue with Apple</button>",
    ),
    "login, single": _page(
        "Sign-in",
        "<h1>Welcome back</h1>"
        + _form("User", "Passphrase", button="Enter")
        + "<a href=/lost>Lost your passphrase?</a>",
    ),
    "login, intranet": _page(
        "Portal",
        "<p>Access is restricted to registered users of the network.</p>"
        + _form("Card number", "PIN", button="Go")
        + "<p>Not registered yet? Ask your librarian.</p>",
    ),
    "login, single sign-on": _page(
        "Redirecting",
        "<p>You are being taken to your organisation's login page.</p><p>If nothing happens within ten seconds, <a href=/sso>click here</a>.</p>",
    ),
    "login, wall": _page(
        "Norbank left a server open",
        "<h1>Norbank left a server open</h1><p>Create a free account or log in to see this post.</p><p>It takes less than a minute.</p>"
        + _form("Email", button="Continue"),
    ),
    "check, quiet": _page(
        "gazette.example", "<p>One more step</p><p>Please stand by while we make sure that the connection is safe.</p>"
    ),
    "check, puzzle": _page(
        "Validation request",
        "<p>To show that you are not a machine, pick every square with a bus.</p><button>Skip</button>",
    ),
    "check, rate": _page(
        "Slow down",
        "<h1>Too many requests</h1><p>Your network has sent more requests than we allow. Wait some minutes, then reload.</p>",
    ),
    "check, blocked": _page(
        "Access blocked",
        "<p>Our firewall has stopped this request.</p><p>If you believe that this is a mistake, write to the webmaster and quote the number 18.4f2a.</p>",
    ),
    "check, script": _page(
        "Gazette",
        "<noscript><p>This application needs scripts to work. Switch them on in your browser, then load the page again.</p></noscript><div id=root></div>",
    ),
    "check, blocker": _page(
        "Gazette",
        "<h2>Ad blocker detected</h2><p>Advertising pays for what you read here. Please switch your blocker off for this site and reload the page.</p><button>I have switched it off</button>",
    ),
    "error, gone": _page(
        "Gazette",
        "<h1>Nothing here</h1><p>Whatever used to live at this address has left. You may like one of our latest stories.</p><a href=/>Front page</a>",
    ),
    "error, lost": _page(
        "Lost?",
        "<h1>We looked everywhere</h1><p>The link you followed seems to be out of date.</p>"
        + _form("Search", button="Search"),
    ),
    "error, server": _page(
        "Error 1020",
        "<h1>Our fault</h1><p>The server had a hiccup. Our engineers know about it. Give it another go in a moment.</p>",
    ),
    "error, work": _page(
        "Gazette",
        "<p>We are moving to a new system this weekend. Pages will come back on Monday morning. Thank you for your patience.</p>",
    ),
    "error, domain": _page(
        "gazette.example",
        "<h1>gazette.example</h1><p>This domain may be for sale. Ask for its price.</p><ul><li><a href=/a>Insurance</a></li><li><a href=/b>Banking</a></li></ul>",
    ),
    "error, withdrawn": _page(
        "Story withdrawn",
        "<p>This story has been taken down for legal reasons.</p><a href=/>Back to the front page</a>",
    ),
    "paywall, plan": _page(
        "Norbank left a server open",
        LEAD
        + "<h3>Your story continues after this</h3><ul><li>Monthly, 9 dollars</li><li>Yearly, 90 dollars</li></ul><button>Pick a plan</button>",
    ),
    "paywall, count": _page(
        "Norbank left a server open", LEAD + "<p>That was your last free story for this month. See our offers.</p>"
    ),
    "paywall, gift": _page(
        "Norbank left a server open",
        LEAD + "<p>This story is part of Gazette Plus. Join from 1 dollar.</p><a href=/plus>See what you get</a>",
    ),
    "paywall, metered": _page(
        "Norbank left a server open",
        LEAD + "<p>Want more? Sign up for a free trial, no card needed, and see all of it.</p>",
    ),
    "paywall, members": _page(
        "Members",
        "<p>What you were about to read is for those who support us. Support us from 5 a month, stop whenever you like.</p>",
    ),
    "teaser, more": _page(
        "Norbank left a server open",
        LEAD + "<p><a href=https://other.example/a>Go to the whole story at other.example</a></p>",
    ),
    "teaser, video": _page(
        "Watch: Norbank left a server open",
        "<p>Watch: Norbank left a server open</p><p>Your browser cannot play this video. Update it, or try another one.</p>",
    ),
    "teaser, app": _page(
        "Gazette",
        "<h1>Read it in the app</h1><p>This story is best read in our app. Get it for free.</p><a href=/ios>App Store</a><a href=/android>Google Play</a>",
    ),
}
SECOND = {
    "consent, we ask": _page(
        "Gazette",
        "<h1>Thank you for coming</h1><p>Before you read on, tell us whether we may remember you with small files on your device, for statistics and for ads that fit you.</p><button>Yes, fine</button><button>No, thanks</button>",
    ),
    "consent, vendors": _page(
        "Privacy",
        "<p>1,127 vendors would like to read from your device.</p><p>Toggle each purpose below.</p><ul><li>Measure ads</li><li>Develop services</li><li>Pick basic ads</li></ul><button>Save and exit</button>",
    ),
    "consent, bar": _page(
        "Gazette",
        "<div><p>Our site works better with cookies. Is that all right?</p><button>Sure</button><a href=/cookies>Tell me more</a></div>",
    ),
    "consent, age": _page(
        "Are you over 18?",
        "<p>You need to be of age to enter this site. Enter your date of birth.</p>"
        + _form("Day", "Month", "Year", button="Enter"),
    ),
    "consent, new terms": _page(
        "We have changed our terms",
        "<p>Our terms of use have changed on 1 May. Read them and agree to go on.</p><button>I agree</button><a href=/terms>Terms of use</a>",
    ),
    "login, pass": _page(
        "Hello again", _form("Mobile number", button="Send me a code") + "<p>By going on you agree to the terms.</p>"
    ),
    "login, library": _page(
        "Databases",
        "<p>This resource is for students and staff. Use your campus credentials to get in.</p>"
        + _form("NetID", "Password", button="Login"),
    ),
    "login, timed": _page(
        "Session",
        "<p>You were away for a while, so we logged you out to keep your account safe.</p><a href=/in>Sign in again</a>",
    ),
    "login, social": _page(
        "Posts",
        "<p>See this post and more from Norbank Watch.</p><button>Sign up</button><button>Log in</button><p>People also viewed</p>",
    ),
    "login, forum": _page(
        "Forum",
        "<p>You are not logged in, or you lack the rights to see this thread.</p>"
        + _form("Member name", "Password", button="Login"),
    ),
    "check, spinner": _page(
        "Loading", "<p>Hold on, we are loading your page.</p><p>This should take no more than five seconds.</p>"
    ),
    "check, human": _page(
        "Quick check",
        "<p>Are you a person? Tick the box to go on.</p><input type=checkbox><p>Protected by BotGuard</p>",
    ),
    "check, denied": _page(
        "Error 15",
        "<p>This request was blocked by the security rules.</p><p>Your address: 192.0.2.7</p><p>Event: 5521</p>",
    ),
    "check, old browser": _page(
        "Gazette",
        "<p>You are using a browser that we no longer support. Please upgrade to one of these.</p><ul><li>Firefox</li><li>Chrome</li><li>Safari</li></ul>",
    ),
    "check, cookies off": _page(
        "Gazette",
        "<p>Your browser refuses our cookies. Without them we cannot show you this page. Change your settings and come back.</p>",
    ),
    "check, region": _page("Not available", "<p>This content is not available in your region.</p>"),
    "error, 410": _page(
        "Gone",
        "<h1>Gone</h1><p>The resource is no longer here, and there is no forwarding address. Please remove all references to it.</p>",
    ),
    "error, joke": _page("Uh-oh", "<h1>Uh-oh, the dog ate this page</h1><p>Try the menu above, or take a walk.</p>"),
    "error, overloaded": _page(
        "Busy", "<p>A lot of people are reading us right now. Please come back in a few minutes.</p>"
    ),
    "error, database": _page(
        "Fatal",
        "<p>Fatal error: Uncaught PDOException: could not connect to server in /srv/www/index.php on line 12</p>",
    ),
    "error, search": _page(
        "Search", "<p>Your search for norbank-server returned 0 results.</p>" + _form("Search again", button="Find")
    ),
    "error, expired": _page(
        "Expired", "<p>This agency story has expired and we may not show it any longer.</p><a href=/>Home</a>"
    ),
    "paywall, first": _page(
        "Norbank left a server open",
        LEAD + "<p>You are reading a preview. The full text is open to those with a Gazette pass.</p>",
    ),
    "paywall, price": _page(
        "Norbank left a server open",
        LEAD + "<h2>Keep going for 50p a week</h2><p>First month free, then 2 pounds.</p><button>Continue</button>",
    ),
    "paywall, trust": _page(
        "Norbank left a server open",
        LEAD + "<p>Journalism costs money. Subscribers make it possible.</p><a href=/s>Take out a subscription</a>",
    ),
    "paywall, letter": _page(
        "The Weekly Leak",
        LEAD + "<p>This is a post for paying readers. Upgrade to see it.</p><p>Already paid? Sign in.</p>",
    ),
    "paywall, corporate": _page(
        "Norbank left a server open", LEAD + "<p>Your company does not have access to this report. Request a demo.</p>"
    ),
    "teaser, dots": _page(
        "Norbank left a server open",
        LEAD
        + "<p>The bank has not yet told its customers how … <a href=https://other.example/a>more at The Gazette</a></p>",
    ),
    "teaser, gallery": _page(
        "Pictures of the day", "<p>1 / 12</p><p>Next picture</p><p>Share</p><p>Tweet</p><p>Print</p>"
    ),
    "teaser, newsletter": _page(
        "Gazette",
        "<h2>Get it in your inbox</h2><p>Our best stories, each morning. Unsubscribe when you like.</p>"
        + _form("Your email", button="Sign me up"),
    ),
}
