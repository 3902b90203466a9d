#include "filters/grok/library.h"

namespace bdp::grok {

// Web servers, proxies, and the clouds' logs of requests.
const std::string_view kWebPatterns = R"library(
HTTPDUSER %{EMAILADDRESS}|%{USER}
HTTPDERROR_DATE %{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}
legacy HTTPD_COMMONLOG %{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" %-{NUMBER:response} %-{NUMBER:bytes}
ecs HTTPD_COMMONLOG %{IPORHOST:[source][address]} %-{HTTPDUSER:[apache][access][user][identity]} %-{HTTPDUSER:[user][name]} \[%{HTTPDATE:timestamp}\] "(?:%{WORD:[http][request][method]} %{NOTSPACE:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?|%{DATA})" %-{INT:[http][response][status_code]:int} %-{INT:[http][response][body][bytes]:int}
legacy HTTPD_COMBINEDLOG %{HTTPD_COMMONLOG} %{QS:referrer} %{QS:agent}
ecs HTTPD_COMBINEDLOG %{HTTPD_COMMONLOG} "%-{DATA:[http][request][referrer]}" "%-{DATA:[user_agent][original]}"
COMMONAPACHELOG %{HTTPD_COMMONLOG}
COMBINEDAPACHELOG %{HTTPD_COMBINEDLOG}
HTTPD20_ERRORLOG \[%{HTTPDERROR_DATE:timestamp}\] \[%{LOGLEVEL:loglevel|[log][level]}\] (?:\[client %{IPORHOST:clientip|[source][address]}\] )?%{GREEDYDATA:message}
legacy HTTPD24_ERRORLOG \[%{HTTPDERROR_DATE:timestamp}\] \[%{WORD:module}:%{LOGLEVEL:loglevel}\] \[pid %{POSINT:pid}(?::tid %{NUMBER:tid})?\](?: \(%{POSINT:proxy_errorcode}\)%{DATA:proxy_message}:)?(?: \[client %{IPORHOST:clientip}:%{POSINT:clientport}\])?(?: %{DATA:errorcode}:)? %{GREEDYDATA:message}
ecs HTTPD24_ERRORLOG \[%{HTTPDERROR_DATE:timestamp}\] \[(?:%{WORD:[apache][error][module]})?:%{LOGLEVEL:[log][level]}\] \[pid %{POSINT:[process][pid]:int}(?::tid %{INT:[process][thread][id]:int})?\](?: \(%{POSINT:[apache][error][proxy][error][code]}\)%{DATA:[apache][error][proxy][error][message]}:)?(?: \[client %{IPORHOST:[source][address]}(?::%{POSINT:[source][port]:int})?\])?(?: %{DATA:[error][code]}:)? %{GREEDYDATA:message}
HTTPD_ERRORLOG %{HTTPD20_ERRORLOG}|%{HTTPD24_ERRORLOG}

HAPROXYTIME %{HOUR:haproxy_hour|}:%{MINUTE:haproxy_minute|}:%{SECOND:haproxy_second|}(?![0-9])
HAPROXYDATE %{MONTHDAY:haproxy_monthday|}/%{MONTH:haproxy_month|}/%{YEAR:haproxy_year|}:%{HAPROXYTIME:haproxy_time|}.%{INT:haproxy_milliseconds|}
HAPROXYCAPTUREDREQUESTHEADERS %{DATA:captured_request_headers|[haproxy][http][request][captured_headers]}
HAPROXYCAPTUREDRESPONSEHEADERS %{DATA:captured_response_headers|[haproxy][http][response][captured_headers]}
HAPROXYURI (?:%{URIPROTO:http_proto|[url][scheme]}://)?(?:%{USER:http_user|[url][username]}(?::[^@]*)?@)?(?:%{IPORHOST:http_host|[url][domain]}(?::%{POSINT:port|[url][port]:int})?)?(?:%{URIPATH:|[url][path]}(?:\?%{URIQUERY:|[url][query]})?)?
legacy HAPROXYHTTPREQUESTLINE <BADREQ>|%{WORD:http_verb} (?:%{URIPROTO:http_proto}://)?(?:%{USER:http_user}(?::[^@]*)?@)?(?:%{URIHOST:http_host})?(?:%{URIPATHPARAM:http_request})?(?: HTTP/%{NUMBER:http_version})?
ecs HAPROXYHTTPREQUESTLINE <BADREQ>|%{WORD:[http][request][method]} %{HAPROXYURI:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?
HAPROXYCONNECTIONS %{INT:actconn|[haproxy][connections][active]:int}/%{INT:feconn|[haproxy][connections][frontend]:int}/%{INT:beconn|[haproxy][connections][backend]:int}/%{INT:srvconn|[haproxy][connections][server]:int}/%{NOTSPACE:retries|[haproxy][connections][retries]:int} %{INT:srv_queue|[haproxy][server_queue]:int}/%{INT:backend_queue|[haproxy][backend_queue]:int}
HAPROXYCLIENT %{IP:client_ip|[source][address]}:%{INT:client_port|[source][port]:int} \[%{HAPROXYDATE:accept_date|[haproxy][request_date]}\] %{NOTSPACE:frontend_name|[haproxy][frontend_name]}
HAPROXYSYSLOG (?:%{SYSLOGTIMESTAMP:syslog_timestamp|timestamp}|%{TIMESTAMP_ISO8601:timestamp8601|timestamp}) %{IPORHOST:syslog_server|[host][hostname]} %{SYSLOGPROG}:
legacy HAPROXYHTTPBASE %{HAPROXYCLIENT} %{NOTSPACE:backend_name}/%{NOTSPACE:server_name} %{INT:time_request}/%{INT:time_queue}/%{INT:time_backend_connect}/%{INT:time_backend_response}/%{NOTSPACE:time_duration} %{INT:http_status_code} %{NOTSPACE:bytes_read} %{DATA:captured_request_cookie} %{DATA:captured_response_cookie} %{NOTSPACE:termination_state} %{HAPROXYCONNECTIONS} (?:\{%{HAPROXYCAPTUREDREQUESTHEADERS}\})? ?(?:\{%{HAPROXYCAPTUREDRESPONSEHEADERS}\})? ?"(?:%{HAPROXYHTTPREQUESTLINE})?"?
ecs HAPROXYHTTPBASE %{HAPROXYCLIENT} %{NOTSPACE:[haproxy][backend_name]}/(?:<NOSRV>|%{NOTSPACE:[haproxy][server_name]}) (?:-1|%{INT:[haproxy][http][request][time_wait_ms]:int})/(?:-1|%{INT:[haproxy][total_waiting_time_ms]:int})/(?:-1|%{INT:[haproxy][connection_wait_time_ms]:int})/(?:-1|%{INT:[haproxy][http][request][time_wait_without_data_ms]:int})/%{NOTSPACE:[haproxy][total_time_ms]} %{INT:[http][response][status_code]:int} %{INT:[source][bytes]:int} %-{DATA:[haproxy][http][request][captured_cookie]} %-{DATA:[haproxy][http][response][captured_cookie]} %{NOTSPACE:[haproxy][termination_state]} %{HAPROXYCONNECTIONS}(?: \{%{HAPROXYCAPTUREDREQUESTHEADERS}\}(?: \{%{HAPROXYCAPTUREDRESPONSEHEADERS}\})?)?(?: "%{HAPROXYHTTPREQUESTLINE}"?)?
HAPROXYHTTP %{HAPROXYSYSLOG} %{HAPROXYHTTPBASE}
legacy HAPROXYTCP %{HAPROXYSYSLOG} %{HAPROXYCLIENT} %{NOTSPACE:backend_name}/%{NOTSPACE:server_name} %{INT:time_queue}/%{INT:time_backend_connect}/%{NOTSPACE:time_duration} %{NOTSPACE:bytes_read} %{NOTSPACE:termination_state} %{HAPROXYCONNECTIONS}
ecs HAPROXYTCP %{HAPROXYSYSLOG} %{HAPROXYCLIENT} %{NOTSPACE:[haproxy][backend_name]}/(?:<NOSRV>|%{NOTSPACE:[haproxy][server_name]}) (?:-1|%{INT:[haproxy][total_waiting_time_ms]:int})/(?:-1|%{INT:[haproxy][connection_wait_time_ms]:int})/%{NOTSPACE:[haproxy][total_time_ms]} %{INT:[source][bytes]:int} %{NOTSPACE:[haproxy][termination_state]} %{HAPROXYCONNECTIONS}
legacy HAPROXYERROR %{HAPROXYSYSLOG} %{HAPROXYCLIENT}/%{NOTSPACE:bind_name}: %{GREEDYDATA:error_message}

SQUID3_STATUS %{POSINT:status_code|[http][response][status_code]:int}|0|000
legacy SQUID3 %{NUMBER:timestamp}\s+%{NUMBER:duration|[squid][request][duration]:int}\s%{IP:client_address|[source][ip]}\s%{WORD:cache_result|[event][action]}/%{SQUID3_STATUS}\s%{INT:bytes|[http][response][bytes]:int}\s%{WORD:request_method|[http][request][method]}\s%{NOTSPACE:url|[url][original]}\s%{NOTSPACE:user}\s%{WORD:hierarchy_code|[squid][hierarchy_code]}/%-{IPORHOST:server|[destination][address]}\s%{NOTSPACE:content_type|[http][response][mime_type]}
ecs SQUID3 %{NUMBER:timestamp}\s+%{NUMBER:duration|[squid][request][duration]:int}\s%{IP:client_address|[source][ip]}\s%{WORD:cache_result|[event][action]}/%{SQUID3_STATUS}\s%{INT:bytes|[http][response][bytes]:int}\s%{WORD:request_method|[http][request][method]}\s%{NOTSPACE:url|[url][original]}\s%-{NOTSPACE:user|[user][name]}\s%{WORD:hierarchy_code|[squid][hierarchy_code]}/%-{IPORHOST:server|[destination][address]}\s%-{NOTSPACE:content_type|[http][response][mime_type]}

legacy S3_REQUEST_LINE %{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest}
ecs S3_REQUEST_LINE %{WORD:[http][request][method]} %{NOTSPACE:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?
legacy S3_ACCESS_LOG %{WORD:owner} %{NOTSPACE:bucket} \[%{HTTPDATE:timestamp}\] %-{IP:clientip} %{NOTSPACE:requester} %{NOTSPACE:request_id} %{NOTSPACE:operation} %{NOTSPACE:key} (?:"%{S3_REQUEST_LINE}"|"-"|-) %-{INT:response:int} %-{NOTSPACE:error_code} %-{INT:bytes:int} %-{INT:object_size:int} %-{INT:request_time_ms:int} %-{INT:turnaround_time_ms:int} %-{QS:referrer} (?:"?%{QS:agent}"?|-) %-{NOTSPACE:version_id}
ecs S3_ACCESS_LOG %{WORD:[aws][s3access][bucket_owner]} %{NOTSPACE:[aws][s3access][bucket]} \[%{HTTPDATE:timestamp}\] %-{IP:[client][ip]} %-{NOTSPACE:[client][user][id]} %{NOTSPACE:[aws][s3access][request_id]} %{NOTSPACE:[aws][s3access][operation]} %-{NOTSPACE:[aws][s3access][key]} (?:-|"%{S3_REQUEST_LINE:[aws][s3access][request_uri]}") %-{INT:[http][response][status_code]:int} %-{NOTSPACE:[aws][s3access][error_code]} %-{INT:[aws][s3access][bytes_sent]:int} %-{INT:[aws][s3access][object_size]:int} %-{INT:[aws][s3access][total_time]:int} %-{INT:[aws][s3access][turn_around_time]:int} "%-{DATA:[http][request][referrer]}" "%-{DATA:[user_agent][original]}" %-{NOTSPACE:[aws][s3access][version_id]}(?: %-{NOTSPACE:[aws][s3access][host_id]} %-{NOTSPACE:[aws][s3access][signature_version]} %-{NOTSPACE:[tls][cipher]} %-{NOTSPACE:[aws][s3access][authentication_type]} %-{NOTSPACE:[aws][s3access][host_header]} %-{NOTSPACE:[aws][s3access][tls_version]})?
legacy ELB_URIHOST %{URIHOST:urihost}
ecs ELB_URIHOST %{IPORHOST:[url][domain]}(?::%{POSINT:[url][port]:int})?
legacy ELB_URIPATHQUERY %{URIPATH:path}(?:%{URIPARAM:params})?
ecs ELB_URIPATHQUERY %{URIPATH:[url][path]}(?:\?%{URIQUERY:[url][query]})?
ELB_URIPATHPARAM %{ELB_URIPATHQUERY}
ELB_URI %{URIPROTO:proto|[url][scheme]}://(?:%{USER:|[url][username]}(?::[^@]*)?@)?(?:%{ELB_URIHOST})?(?:%{ELB_URIPATHQUERY})?
legacy ELB_REQUEST_LINE %{WORD:verb} %{ELB_URI:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest}
ecs ELB_REQUEST_LINE %{WORD:[http][request][method]} %{ELB_URI:[url][original]}(?: HTTP/%{NUMBER:[http][version]})?
legacy ELB_V1_HTTP_LOG %{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:elb} %{IP:clientip}:%{INT:clientport:int} (?:%{IP:backendip}:?:%{INT:backendport:int}|-) %{NUMBER:request_processing_time:float} %{NUMBER:backend_processing_time:float} %{NUMBER:response_processing_time:float} %{INT:response:int} %-{INT:backend_response:int} %{INT:received_bytes:int} %{INT:bytes:int} "%{ELB_REQUEST_LINE}"
ecs ELB_V1_HTTP_LOG %{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:[aws][elb][name]} %{IP:[source][ip]}:%{INT:[source][port]:int} (?:-|%{IP:[aws][elb][backend][ip]}:%{INT:[aws][elb][backend][port]:int}) (?:-1|%{NUMBER:[aws][elb][request_processing_time][sec]:float}) (?:-1|%{NUMBER:[aws][elb][backend_processing_time][sec]:float}) (?:-1|%{NUMBER:[aws][elb][response_processing_time][sec]:float}) %{INT:[http][response][status_code]:int} %-{INT:[aws][elb][backend][http][response][status_code]:int} %{INT:[http][request][body][bytes]:int} %{INT:[http][response][body][bytes]:int} "%{ELB_REQUEST_LINE}"(?: "%-{DATA:[user_agent][original]}" %-{NOTSPACE:[tls][cipher]} %-{NOTSPACE:[aws][elb][ssl_protocol]})?
ELB_ACCESS_LOG %{ELB_V1_HTTP_LOG}
CLOUDFRONT_EDGE_LOCATION [A-Z]{3}[0-9]{1,2}(?:-[0-9A-Z]{2})?
legacy CLOUDFRONT_ACCESS_LOG (?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY}\t%{TIME})\t%{WORD:x_edge_location}\t%-{NUMBER:sc_bytes:int}\t%{IPORHOST:clientip}\t%{WORD:cs_method}\t%{HOSTNAME:cs_host}\t%{NOTSPACE:cs_uri_stem}\t%{NUMBER:sc_status:int}\t%{GREEDYDATA:referrer}\t%{GREEDYDATA:agent}\t%{GREEDYDATA:cs_uri_query}\t%{GREEDYDATA:cookies}\t%{WORD:x_edge_result_type}\t%{NOTSPACE:x_edge_request_id}\t%{HOSTNAME:x_host_header}\t%{URIPROTO:cs_protocol}\t%{INT:cs_bytes:int}\t%{GREEDYDATA:time_taken:float}\t%{GREEDYDATA:x_forwarded_for}\t%{GREEDYDATA:ssl_protocol}\t%{GREEDYDATA:ssl_cipher}\t%{GREEDYDATA:x_edge_response_result_type}
ecs CLOUDFRONT_ACCESS_LOG (?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY}\t%{TIME})\t%{CLOUDFRONT_EDGE_LOCATION:[aws][cloudfront][x_edge_location]}\t%-{INT:[destination][bytes]:int}\t%{IPORHOST:[source][ip]}\t%{WORD:[http][request][method]}\t%{HOSTNAME:[url][domain]}\t%{NOTSPACE:[url][path]}\t(?:000|%{INT:[http][response][status_code]:int})\t%-{DATA:[http][request][referrer]}\t%{DATA:[user_agent][original]}\t%-{DATA:[url][query]}\t%-{DATA:[aws][cloudfront][http][request][cookie]}\t%{WORD:[aws][cloudfront][x_edge_result_type]}\t%{NOTSPACE:[aws][cloudfront][x_edge_request_id]}\t%{HOSTNAME:[aws][cloudfront][http][request][host]}\t%{URIPROTO:[network][protocol]}\t%-{INT:[source][bytes]:int}\t%{NUMBER:[aws][cloudfront][time_taken]:float}\t%-{IP:[network][forwarded_ip]}\t%-{DATA:[aws][cloudfront][ssl_protocol]}\t%-{NOTSPACE:[tls][cipher]}\t%{WORD:[aws][cloudfront][x_edge_response_result_type]}
)library";

}  // namespace bdp::grok
