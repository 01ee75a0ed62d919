"""Ten further pages of each kind in the place of an article, in English."""

from tests.sources.pages.gate_pages import LEAD, _form, _page

NORBANK = "Norbank left a server open"
FURTHER = {
    "consent": [
        _page("Gazette", "<h2>Your cookies, your choice</h2><p>We use essential cookies to make this site work. We would like to set optional ones to understand how you use it.</p><button>Accept additional cookies</button><button>Reject additional cookies</button>"),
        _page("Consent", "<p>Gazette and its selected partners ask for your agreement to use your data: to store information on a device, to show personalised content, and to measure audiences.</p><button>I agree</button><button>More options</button>"),
        _page("Privacy Policy update", "<p>We have updated our privacy policy. Please review it before you continue to Gazette.</p><button>Continue</button>"),
        _page("Gazette", "<p>Can we store cookies on your computer?</p><button>Yes, you can</button><button>No, do not</button>"),
        _page("Gazette", "<p>Support free journalism: accept advertising cookies, or pay 4 dollars a month to read without ads.</p><button>Accept cookies</button><button>Subscribe without ads</button>"),
        _page("Data protection", "<p>In order to use this website you must consent to the processing of your personal data by 214 vendors.</p><p>View vendors</p><p>Consent</p><p>Do not consent</p>"),
        _page("Do not sell my personal information", "<p>Under the CCPA you can opt out of the sale of your personal information. Use the switch below to opt out.</p><button>Confirm my choices</button>"),
        _page(NORBANK, "<p>This content is hosted by a third party. To view it, you need to accept targeting cookies.</p><button>Manage cookies</button>"),
        _page("Gazette", "<p>Hi! Could we please enable some additional services for Statistics and Marketing? You can change or withdraw your consent later at any time.</p><p>Let me choose</p><p>That's ok</p>"),
        _page("We care about your privacy", "<p>We process your data to deliver content or advertisements and to measure the delivery of such content. We share this information with our partners on the basis of consent and legitimate interest.</p>"),
    ],
    "login": [
        _page("Sign in to Gazette", _form("Email or phone", "Password", button="Sign in") + "<p>Trouble signing in?</p><p>New to Gazette? Join now</p>"),
        _page("Intranet", "<p>Single sign-on</p><p>Sign in with your organizational account.</p>" + _form("someone@example.com", "Password", button="Sign in")),
        _page("Log in or sign up", "<p>Log in or sign up to see photos and posts from Norbank.</p>" + _form("Mobile number or email", "Password", button="Log in")),
        _page("Authentication required", "<p>This server could not verify that you are authorized to access the document requested.</p>"),
        _page("Two-step verification", "<p>Enter the code that we sent to your phone.</p>" + _form("6-digit code", button="Verify")),
        _page(NORBANK, "<p>To continue reading, log in or create your free account.</p>" + _form("Email", button="Continue") + "<p>By creating an account you accept our terms.</p>"),
        _page("Account", "<p>You have been signed out. Sign in again to pick up where you left off.</p>"),
        _page("Welcome", "<h1>Please sign in</h1>" + _form("Username", "Password", button="Log on") + "<p>Forgot username? Forgot password?</p>"),
        _page("Research portal", "<p>Access through your institution</p><p>Find your institution to sign in.</p>" + _form("Institution", button="Search")),
        _page("Members only", "<p>Sorry, this page is for members only. Please log in with your membership number.</p>"),
    ],
    "paywall": [
        _page(NORBANK, LEAD + "<p>This story is for Premium members. Go Premium for 99 cents to read on.</p>"),
        _page(NORBANK, LEAD + "<p>Subscribe to The Gazette to read this story. Get 3 months for 1 dollar.</p><p>Already have an account? Log in</p>"),
        _page(NORBANK, LEAD + "<p>You have 0 free articles remaining. Register or subscribe for unlimited access.</p>"),
        _page(NORBANK, LEAD + "<h3>To continue, please subscribe</h3><p>Digital: 12 dollars a month. Print and digital: 20 dollars a month. Cancel anytime.</p>"),
        _page(NORBANK, LEAD + "<p>The remainder of this article is available to subscribers.</p><p>View subscription options</p>"),
        _page(NORBANK, LEAD + "<p>Become a member to read the full article. Members get unlimited access to all stories.</p>"),
        _page(NORBANK, LEAD + "<p>You've read your last free article. Subscribe for 2 dollars a week.</p>"),
        _page(NORBANK, LEAD + "<p>This post is for paid subscribers</p><p>Subscribe</p><p>Already a paid subscriber? Sign in</p>"),
        _page(NORBANK, LEAD + "<p>Unlock this story with a free trial. Start your free trial now.</p>"),
        _page("Subscribe", "<p>Quality journalism needs you. Choose your plan: Basic, Plus or Premium. Billed monthly. Cancel any time.</p>"),
    ],
    "teaser": [
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>Read the original article</a></p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>Continue reading at The Gazette</a></p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>Click here to read more</a></p>"),
        _page(NORBANK, LEAD + "<p>[…] <a href=https://other.example/a>Read full article »</a></p>"),
        _page(NORBANK, LEAD + "<p>Source: <a href=https://other.example/a>The Gazette</a></p><p>Read more</p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>Full story on other.example</a></p>"),
        _page(NORBANK, LEAD + "<p>The post <a href=/a>Norbank left a server open</a> appeared first on <a href=/>Gazette</a>.</p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>Keep reading</a></p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>See the full report here</a></p>"),
        _page(NORBANK, LEAD + "<p><a href=https://other.example/a>View article</a></p>"),
    ],
}  # fmt: skip
