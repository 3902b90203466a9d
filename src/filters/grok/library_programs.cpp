#include "filters/grok/library.h"

namespace bdp::grok {

// Java, Ruby, databases, tools.
const std::string_view kProgramPatterns = R"library(
legacy JAVACLASS (?:[A-Za-z0-9-]+\.)+[A-Za-z0-9$]+
ecs JAVACLASS (?:[A-Za-z$_][A-Za-z0-9$_]*\.)*[A-Za-z$_][A-Za-z0-9$_]*
JAVAFILE [A-Za-z0-9$_. -]+
JAVAMETHOD <(?:cl)?init>|[A-Za-z$_][A-Za-z0-9$_]*
JAVASTACKTRACEPART %{SPACE}at %{JAVACLASS:class|[java][log][origin][class][name]}\.%{JAVAMETHOD:method|[log][origin][function]}\(%{JAVAFILE:file|[log][origin][file][name]}(?::%{INT:line|[log][origin][file][line]:int})?\)
JAVATHREAD [A-Z]{2}-Processor\d+
JAVALOGMESSAGE .*
legacy CATALINA_DATESTAMP %{MONTH} %{MONTHDAY}, 20%{YEAR} %{HOUR}:?%{MINUTE}(?::?%{SECOND}) (?:AM|PM)
legacy TOMCAT_DATESTAMP 20%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:?%{MINUTE}(?::?%{SECOND}) %{ISO8601_TIMEZONE}
legacy CATALINALOG %{CATALINA_DATESTAMP:timestamp} %{JAVACLASS:class} %{JAVALOGMESSAGE:logmessage}
legacy TOMCATLOG %{TOMCAT_DATESTAMP:timestamp} \| %{LOGLEVEL:level} \| %{JAVACLASS:class} - %{JAVALOGMESSAGE:logmessage}
ecs CATALINA7_DATESTAMP %{MONTH} %{MONTHDAY}, %{YEAR} %{HOUR}:%{MINUTE}:%{SECOND} (?:AM|PM)
ecs CATALINA7_LOG %{CATALINA7_DATESTAMP:timestamp} %{JAVACLASS:[java][log][origin][class][name]}(?: %{JAVAMETHOD:[log][origin][function]})?\s*(?:%{LOGLEVEL:[log][level]}:)? %{JAVALOGMESSAGE:message}
ecs CATALINA8_DATESTAMP %{MONTHDAY}-%{MONTH}-%{YEAR} %{HOUR}:%{MINUTE}:%{SECOND}
ecs CATALINA8_LOG %{CATALINA8_DATESTAMP:timestamp} %{LOGLEVEL:[log][level]} \[%{DATA:[java][log][origin][thread][name]}\] %{JAVACLASS:[java][log][origin][class][name]}\.(?:%{JAVAMETHOD:[log][origin][function]})? %{JAVALOGMESSAGE:message}
ecs CATALINA_DATESTAMP %{CATALINA8_DATESTAMP}|%{CATALINA7_DATESTAMP}
ecs CATALINALOG %{CATALINA8_LOG}|%{CATALINA7_LOG}
ecs TOMCAT50_DATESTAMP %{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND}(?: %{ISO8601_TIMEZONE})?
ecs TOMCAT50_LOG %{TOMCAT50_DATESTAMP:timestamp}(?: %{LOGLEVEL:[log][level]})? .*?\[%{DATA:[tomcat][context][name]}\](?:%{JAVACLASS:[java][log][origin][class][name]}: %{JAVAMETHOD:[log][origin][function]}\(.*?\))?(?:: %{JAVALOGMESSAGE:message})?
ecs TOMCAT6_LOG %{CATALINA7_LOG}
ecs TOMCAT8_LOG %{CATALINA8_LOG}
ecs TOMCATLEGACY_LOG %{TOMCAT50_DATESTAMP:timestamp} \| %{LOGLEVEL:[log][level]} \| %{JAVACLASS:[java][log][origin][class][name]} - %{JAVALOGMESSAGE:message}
ecs TOMCAT_DATESTAMP %{CATALINA8_DATESTAMP}|%{CATALINA7_DATESTAMP}|%{TOMCAT50_DATESTAMP}
ecs TOMCATLOG %{TOMCAT8_LOG}|%{TOMCAT6_LOG}|%{TOMCAT50_LOG}|%{TOMCATLEGACY_LOG}
MAVEN_VERSION (?:\d+\.)?(?:\d+\.)?(?:\*|\d+)(?:[.-](?:RELEASE|SNAPSHOT))?

RUUID \h{32}
legacy RCONTROLLER (?<controller>[^#]+)#(?<action>\w+)
ecs RCONTROLLER (?<[rails][controller][class]>[^#]+)#(?<[rails][controller][action]>\w+)
RAILS3HEAD (?m)Started %{WORD:verb|[http][request][method]} "%{URIPATHPARAM:request|[url][original]}" for %{IPORHOST:clientip|[source][address]} at (?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND} %{ISO8601_TIMEZONE})
legacy RPROCESSING \W*Processing by %{RCONTROLLER} as (?<format>\S+)(?:\W*Parameters: \{%{DATA:params}\}\W*)?
ecs RPROCESSING \W*Processing by %{RCONTROLLER} as (?<[rails][request][format]>\S+)(?:\W*Parameters: \{%{DATA:[rails][request][params]}\}\W*)?
RAILS3PROFILE (?:\(Views: %{NUMBER:viewms|[rails][request][duration][view]:float}ms \| ActiveRecord: %{NUMBER:activerecordms|[rails][request][duration][active_record]:float}ms|\(ActiveRecord: %{NUMBER:activerecordms|[rails][request][duration][active_record]:float}ms)?
RAILS3FOOT Completed %{POSINT:response|[http][response][status_code]:int}%{DATA} in %{NUMBER:totalms|[rails][request][duration][total]:float}ms %{RAILS3PROFILE}%{GREEDYDATA}
legacy RAILS3 %{RAILS3HEAD}(?:%{RPROCESSING})?(?<context>(?:%{DATA}\n)*)(?:%{RAILS3FOOT})?
ecs RAILS3 %{RAILS3HEAD}(?:%{RPROCESSING})?(?<[rails][request][explain][original]>(?:%{DATA}\n)*)(?:%{RAILS3FOOT})?
RUBY_LOGLEVEL DEBUG|FATAL|ERROR|WARN|INFO
RUBY_LOGGER [DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid|[process][pid]:int}\] *%{RUBY_LOGLEVEL:loglevel|[log][level]} -- +%{DATA:progname|[process][name]}: %{GREEDYDATA:message}

REDISTIMESTAMP %{MONTHDAY} %{MONTH} %{TIME}
REDISLOG \[%{POSINT:pid|[process][pid]:int}\] %{REDISTIMESTAMP:timestamp} \* 
REDISMONLOG %{NUMBER:timestamp} \[%{INT:database|[redis][database][id]} %{IP:client|[client][ip]}:%{POSINT:port|[client][port]:int}\] "%{WORD:command|[redis][command][name]}"\s?%{GREEDYDATA:params|[redis][command][args]}
MONGO_LOG %{SYSLOGTIMESTAMP:timestamp} \[%{WORD:component|[mongodb][component]}\] %{GREEDYDATA:message}
MONGO_QUERY \{ (?<=\{ ).*(?=\} ntoreturn:) \}
MONGO_WORDDASH \b[\w-]+\b
MONGO_SLOWQUERY %{WORD:op|[mongodb][profile][op]} %{MONGO_WORDDASH:database|[mongodb][database]}\.%{MONGO_WORDDASH:collection|[mongodb][collection]} %{WORD}: %{MONGO_QUERY:query|[mongodb][query][original]} ntoreturn:%{NONNEGINT:ntoreturn|[mongodb][profile][ntoreturn]:int} ntoskip:%{NONNEGINT:ntoskip|[mongodb][profile][ntoskip]:int} nscanned:%{NONNEGINT:nscanned|[mongodb][profile][nscanned]:int}.*? nreturned:%{NONNEGINT:nreturned|[mongodb][profile][nreturned]:int}.*? %{INT:duration|[mongodb][profile][duration]:int}ms
MONGO3_SEVERITY \w
MONGO3_COMPONENT %{WORD}|-
MONGO3_LOG %{TIMESTAMP_ISO8601:timestamp} %{MONGO3_SEVERITY:severity|[log][level]} %-{WORD:component|[mongodb][component]}%{SPACE}(?:\[%{DATA:context|[mongodb][context]}\])? %{GREEDYDATA:message}
POSTGRESQL %{DATESTAMP:timestamp} %{TZ:|[event][timezone]} %{DATA:user_id|[user][name]} %{GREEDYDATA:connection_id|[postgresql][log][connection_id]} %{POSINT:pid|[process][pid]:int}
MCOLLECTIVE ., \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid|[process][pid]:int}\]%{SPACE}%{LOGLEVEL:event_level|[log][level]}
MCOLLECTIVEAUDIT %{TIMESTAMP_ISO8601:timestamp}:
)library";

}  // namespace bdp::grok
