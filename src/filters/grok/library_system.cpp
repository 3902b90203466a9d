#include "filters/grok/library.h"

namespace bdp::grok {

// Syslog, mail, names: what a machine's services write.
const std::string_view kSystemPatterns = R"library(
SYSLOG5424PRINTASCII [!-~]+
legacy SYSLOGBASE2 (?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp8601}) (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource}+(?: %{SYSLOGPROG}:|)
ecs SYSLOGBASE2 (?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})(?: %{SYSLOGFACILITY})?(?: %{SYSLOGHOST:[host][hostname]})?(?: %{SYSLOGPROG}:)?
SYSLOGPAMSESSION %{SYSLOGBASE} (?=%{GREEDYDATA:message})%{WORD:pam_module|[system][auth][pam][module]}\(%{DATA:pam_caller|[system][auth][pam][origin]}\): session %{WORD:pam_session_state|[system][auth][pam][session_state]} for user %{USERNAME:username|[user][name]}(?: by %{GREEDYDATA:pam_by|})?
CRON_ACTION [A-Z ]+
CRONLOG %{SYSLOGBASE} \(%{USER:user|[user][name]}\) %{CRON_ACTION:action|[system][cron][action]} \(%{DATA:message}\)
SYSLOGLINE %{SYSLOGBASE2} %{GREEDYDATA:message}
SYSLOG5424PRI <%{NONNEGINT:syslog5424_pri|[log][syslog][priority]:int}>
SYSLOG5424SD \[%{DATA}\]+
SYSLOG5424BASE %{SYSLOG5424PRI}%{NONNEGINT:syslog5424_ver|[system][syslog][version]} +%-{TIMESTAMP_ISO8601:syslog5424_ts|timestamp} +%-{IPORHOST:syslog5424_host|[host][hostname]} +%-{SYSLOG5424PRINTASCII:syslog5424_app|[process][name]} +%-{SYSLOG5424PRINTASCII:syslog5424_proc|[process][pid]:int} +%-{SYSLOG5424PRINTASCII:syslog5424_msgid|[event][code]} +(?:%{SYSLOG5424SD:syslog5424_sd|[system][syslog][structured_data]}|-|)
SYSLOG5424LINE %{SYSLOG5424BASE} +%{GREEDYDATA:syslog5424_msg|message}

EXIM_MSGID [0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}
EXIM_FLAGS <=|=>|->|\*>|\*\*|==|<>|>>
EXIM_DATE %{YEAR:exim_year|}-%{MONTHNUM:exim_month|}-%{MONTHDAY:exim_day|} %{TIME:exim_time|}
EXIM_PID \[%{POSINT:pid|[process][pid]:int}\]
EXIM_QT (?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?
EXIM_EXCLUDE_TERMS Message is frozen|(?:Start|End) queue run| Warning: | retry time not reached | no (?:IP address|host name) found for (?:IP address|host) | unexpected disconnection while reading SMTP command | no immediate delivery: |another process is handling this message
EXIM_REMOTE_HOST H=(?:%{NOTSPACE:remote_hostname|[source][address]} )?(?:\(%{NOTSPACE:remote_heloname|[exim][log][remote_address]}\) )?\[%{IP:remote_host|[source][ip]}\](?::%{POSINT:remote_port|[source][port]:int})?
EXIM_INTERFACE I=\[%{IP:exim_interface|[destination][ip]}\](?::%{NUMBER:exim_interface_port|[destination][port]:int})
EXIM_PROTOCOL P=%{NOTSPACE:protocol|[network][protocol]}
EXIM_MSG_SIZE S=%{NUMBER:exim_msg_size|[exim][log][message][size]:int}
EXIM_HEADER_ID id=%{NOTSPACE:exim_header_id|[exim][log][header_id]}
EXIM_QUOTED_CONTENT (?>(?:[^\\"]+|\\.)*)
legacy EXIM_SUBJECT T=%{QS:exim_subject}
ecs EXIM_SUBJECT T="%{EXIM_QUOTED_CONTENT:[exim][log][message][subject]}"
EXIM_UNKNOWN_FIELD [0-9A-Za-z]{1,4}=(?:%{QUOTEDSTRING}|%{NOTSPACE})
EXIM_NAMED_FIELDS (?: (?:%{EXIM_REMOTE_HOST}|%{EXIM_INTERFACE}|%{EXIM_PROTOCOL}|%{EXIM_MSG_SIZE}|%{EXIM_HEADER_ID}|%{EXIM_SUBJECT}|%{EXIM_UNKNOWN_FIELD}))*
legacy EXIM_MESSAGE_ARRIVAL %{EXIM_DATE:timestamp} (?:%{EXIM_PID} )?%{EXIM_MSGID:exim_msgid} (?<exim_flags><=) (?:%{EXIM_FLAGS:exim_flags} )?(?<exim_status>[a-z:] )?%{EMAILADDRESS:exim_sender_email}%{EXIM_NAMED_FIELDS}(?: for %{EMAILADDRESS:exim_recipient_email})?
ecs EXIM_MESSAGE_ARRIVAL %{EXIM_DATE:timestamp} (?:%{EXIM_PID} )?%{EXIM_MSGID:[exim][log][message][id]} (?<[exim][log][flags]><=) (?<[exim][log][status]>[a-z:] )?%{EMAILADDRESS:[exim][log][sender][email]}%{EXIM_NAMED_FIELDS}(?:(?: from <?%{DATA:[exim][log][sender][original]}>?)? for %{EMAILADDRESS:[exim][log][recipient][email]})?
EXIM %{EXIM_MESSAGE_ARRIVAL}

BIND9_TIMESTAMP %{MONTHDAY}-%{MONTH}-%{YEAR} %{TIME}
BIND9_DNSTYPE A|AAAA|CAA|CDNSKEY|CDS|CERT|CNAME|CSYNC|DLV|DNAME|DNSKEY|DS|HINFO|LOC|MX|NAPTR|NS|NSEC|NSEC3|OPENPGPKEY|PTR|RRSIG|RP|SIG|SMIMEA|SOA|SRV|TSIG|TXT|URI
BIND9_CATEGORY queries
legacy BIND9 %{BIND9_TIMESTAMP:timestamp} queries: %{LOGLEVEL:loglevel}: client(?: @0x\h+)? %{IP:clientip}#%{POSINT:clientport:int} \(%{GREEDYDATA:query}\): query: %{GREEDYDATA:query} IN %{GREEDYDATA:querytype} \(%{IP:dns}\)
ecs BIND9_QUERYLOGBASE client(?: @0x\h+)? %{IP:[client][ip]}#%{POSINT:[client][port]:int} \(%{GREEDYDATA:[bind][log][question][name]}\): query: %{GREEDYDATA:[dns][question][name]} (?<[dns][question][class]>IN) %{BIND9_DNSTYPE:[dns][question][type]}(?: %{DATA:[bind][log][question][flags]})? \(%{IP:[server][ip]}\)
ecs BIND9_QUERYLOG %{BIND9_TIMESTAMP:timestamp} %{BIND9_CATEGORY:[bind][log][category]}: %{LOGLEVEL:[log][level]}: %{BIND9_QUERYLOGBASE}
ecs BIND9 %{BIND9_QUERYLOG}

RT_FLOW_TAG RT_FLOW_SESSION_(?:CREATE|CLOSE|DENY)
RT_FLOW_EVENT %{RT_FLOW_TAG}
RT_FLOW_ENDS %{IP:src-ip|[source][ip]}/%{INT:src-port|[source][port]:int}->%{IP:dst-ip|[destination][ip]}/%{INT:dst-port|[destination][port]:int} %{DATA:service|[juniper][srx][service_name]}
RT_FLOW_NAT %{IP:nat-src-ip|[source][nat][ip]}/%{INT:nat-src-port|[source][nat][port]:int}->%{IP:nat-dst-ip|[destination][nat][ip]}/%{INT:nat-dst-port|[destination][nat][port]:int} (?:None|%{DATA:src-nat-rule-name|[juniper][srx][src_nat_rule_name]}) (?:None|%{DATA:dst-nat-rule-name|[juniper][srx][dst_nat_rule_name]}) %{INT:protocol-id|[network][iana_number]} %{DATA:policy-name|[rule][name]} %{DATA:from-zone|[observer][ingress][zone]} %{DATA:to-zone|[observer][egress][zone]} %{INT:session-id|[juniper][srx][session_id]}
RT_FLOW1 %{RT_FLOW_TAG:event|[juniper][srx][tag]}: %{GREEDYDATA:close-reason|[juniper][srx][reason]}: %{RT_FLOW_ENDS} %{RT_FLOW_NAT} \d+\(%{INT:sent|[source][bytes]:int}\) \d+\(%{INT:received|[destination][bytes]:int}\) %{INT:elapsed-time|[juniper][srx][elapsed_time]:int} .*
RT_FLOW2 %{RT_FLOW_TAG:event|[juniper][srx][tag]}: session created %{RT_FLOW_ENDS} %{RT_FLOW_NAT} .*
RT_FLOW3 %{RT_FLOW_TAG:event|[juniper][srx][tag]}: session denied %{RT_FLOW_ENDS} %{INT:protocol-id|[network][iana_number]}\(\d\) %{DATA:policy-name|[rule][name]} %{DATA:from-zone|[observer][ingress][zone]} %{DATA:to-zone|[observer][egress][zone]} .*
)library";

}  // namespace bdp::grok
