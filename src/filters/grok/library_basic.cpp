#include "filters/grok/library.h"

namespace bdp::grok {

// Numbers, words, addresses, paths, dates: what all other families are made of. Where a look ahead
// or an atomic group stands, it only saves tries that cannot succeed.
const std::string_view kBasicPatterns = R"library(
USERNAME [0-9A-Za-z._-]+
USER %{USERNAME}
legacy EMAILLOCALPART [A-Za-z][0-9A-Za-z_.+-=:]+
ecs EMAILLOCALPART (?>[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~]{1,64})(?>(?:\.(?>[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~]{1,62})){0,63})
EMAILADDRESS %{EMAILLOCALPART}@%{HOSTNAME}
INT [+-]?[0-9]+
BASE10NUM (?<![0-9.+-])(?>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))
NUMBER %{BASE10NUM}
BASE16NUM (?<!\h)[+-]?(?:0x)?\h+
BASE16FLOAT \b(?<![\h.])[+-]?(?:0x)?(?:\h+(?:\.\h*)?|\.\h+)\b
POSINT \b[1-9][0-9]*\b
NONNEGINT \b[0-9]+\b
WORD \b\w+\b
NOTSPACE \S+
SPACE \s*
DATA .*?
GREEDYDATA .*
QUOTEDSTRING (?>(?<!\\)(?>"(?>(?:[^\\"]+|\\.)*)"|'(?>(?:[^\\']+|\\.)*)'|`(?>(?:[^\\`]+|\\.)*)`))
QS %{QUOTEDSTRING}
UUID \h{8}(?:-\h{4}){3}-\h{12}
URN urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:(?:%\h{2}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+

# Addresses.
CISCOMAC \h{4}(?:\.\h{4}){2}
WINDOWSMAC \h{2}(?:-\h{2}){5}
COMMONMAC \h{2}(?::\h{2}){5}
MAC %{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC}
IPV6_GROUP \h{1,4}
IPV6_TAIL (?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}
IPV6 (?=\h{0,4}:)(?:(?:%{IPV6_GROUP}:){7}(?:%{IPV6_GROUP}|:)|(?:%{IPV6_GROUP}:){6}(?::%{IPV6_GROUP}|%{IPV6_TAIL}|:)|(?:%{IPV6_GROUP}:){5}(?:(?::%{IPV6_GROUP}){1,2}|:%{IPV6_TAIL}|:)|(?:%{IPV6_GROUP}:){4}(?:(?::%{IPV6_GROUP}){1,3}|(?::%{IPV6_GROUP})?:%{IPV6_TAIL}|:)|(?:%{IPV6_GROUP}:){3}(?:(?::%{IPV6_GROUP}){1,4}|(?::%{IPV6_GROUP}){0,2}:%{IPV6_TAIL}|:)|(?:%{IPV6_GROUP}:){2}(?:(?::%{IPV6_GROUP}){1,5}|(?::%{IPV6_GROUP}){0,3}:%{IPV6_TAIL}|:)|%{IPV6_GROUP}:(?:(?::%{IPV6_GROUP}){1,6}|(?::%{IPV6_GROUP}){0,4}:%{IPV6_TAIL}|:)|:(?:(?::%{IPV6_GROUP}){1,7}|(?::%{IPV6_GROUP}){0,5}:%{IPV6_TAIL}|:))(?:%.+)?
IPV4_PART (?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])
IPV4 (?<![0-9])%{IPV4_PART}(?:\.%{IPV4_PART}){3}(?![0-9])
IP %{IPV6}|%{IPV4}
HOSTNAME \b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*(?:\.?|\b)
IPORHOST %{IP}|%{HOSTNAME}
HOSTPORT %{IPORHOST}:%{POSINT}

# Paths.
UNIXPATH (?:/[[:alnum:]_%!$@:.,+~-]*)+
WINPATH (?>[A-Za-z]+:|\\)(?:\\[^\\?*]*)+
PATH %{UNIXPATH}|%{WINPATH}
TTY /dev/(?:pts|tty[pq]?)(?:\w+)?/?[0-9]+
URIPROTO [A-Za-z][0-9A-Za-z+\-.]+
URIHOST %{IPORHOST}(?::%{POSINT:port|})?
URIPATH (?:/[0-9A-Za-z$.+!*'(){},~:;=@#%&_\-]*)+
URIQUERY [0-9A-Za-z$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*
URIPARAM \?%{URIQUERY}
URIPATHPARAM %{URIPATH}(?:\?%{URIQUERY})?
URI %{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?

# Dates and times.
MONTH \b(?:[Jj]an(?:uary|uar)?|[Ff]eb(?:ruary|ruar)?|[Mm](?:a|ä)?r(?:ch|z)?|[Aa]pr(?:il)?|[Mm]a[yi]?|[Jj]un[ei]?|[Jj]ul[yi]?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?|[Oo][ck]?t(?:ober)?|[Nn]ov(?:ember)?|[Dd]e[cz](?:ember)?)\b
MONTHNUM 0?[1-9]|1[0-2]
MONTHNUM2 0[1-9]|1[0-2]
MONTHDAY 0[1-9]|[12][0-9]|3[01]|[1-9]
DAY Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?
YEAR (?>\d\d){1,2}
HOUR 2[0-3]|[01]?[0-9]
MINUTE [0-5][0-9]
SECOND (?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?
TIME %{HOUR}:%{MINUTE}:%{SECOND}(?![0-9])
DATE_US %{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}
DATE_EU %{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}
ISO8601_TIMEZONE Z|[+-]%{HOUR}:?%{MINUTE}
ISO8601_SECOND %{SECOND}
TIMESTAMP_ISO8601 %{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?
DATE %{DATE_US}|%{DATE_EU}
DATESTAMP %{DATE}[- ]%{TIME}
TZ [APMCE][SD]T|UTC
DATESTAMP_RFC822 %{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}
DATESTAMP_RFC2822 %{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}
DATESTAMP_OTHER %{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}
DATESTAMP_EVENTLOG %{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}
SYSLOGTIMESTAMP %{MONTH} +%{MONTHDAY} %{TIME}
HTTPDATE %{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}

# Syslog, levels.
PROG [!-Z\\^-~]+
SYSLOGPROG %{PROG:program|[process][name]}(?:\[%{POSINT:pid|[process][pid]:int}\])?
SYSLOGHOST %{IPORHOST}
SYSLOGFACILITY <%{NONNEGINT:facility|[log][syslog][facility][code]:int}.%{NONNEGINT:priority|[log][syslog][priority]:int}>
SYSLOGBASE %{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource|[host][hostname]} %{SYSLOGPROG}:
LOGLEVEL [Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo?(?:rmation)?|INFO?(?:RMATION)?|[Ww]arn?(?:ing)?|WARN?(?:ING)?|[Ee]rr?(?:or)?|ERR?(?:OR)?|[Cc]rit?(?:ical)?|CRIT?(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Ee]merg(?:ency)?|EMERG(?:ENCY)?
)library";

}  // namespace bdp::grok
