#include "filters/grok/library.h"

namespace bdp::grok {

// Cisco ASA, NetScreen, iptables. The parts that Cisco's messages share stand first.
const std::string_view kFirewallPatterns = R"library(
CISCOTIMESTAMP %{MONTH} +%{MONTHDAY}(?: %{YEAR})? %{TIME}
CISCOTAG [A-Z0-9]+-%{INT}-[A-Z0-9_]+
CISCO_TAGGED_SYSLOG ^<%{POSINT:syslog_pri|[log][syslog][priority]:int}>%{CISCOTIMESTAMP:timestamp}(?: %{SYSLOGHOST:sysloghost|[host][hostname]})? ?: %%{CISCOTAG:ciscotag|[cisco][asa][tag]}:
CISCO_ACTION Built|Teardown|Deny|Denied|denied|requested|permitted|denied by ACL|discarded|est-allowed|Dropping|created|deleted
CISCO_REASON Duplicate TCP SYN|Failed to locate egress interface|Invalid transport field|No matching connection|DNS Response|DNS Query|(?:%{WORD}\s*)*
CISCO_DIRECTION [Ii]nbound|[Oo]utbound
CISCO_INTERVAL first hit|%{INT}-second interval
CISCO_XLATE_TYPE static|dynamic
CISCO_HITCOUNT_INTERVAL hit-cnt %{INT:hit_count|[cisco][asa][hit_count]:int} (?:first hit|%{INT:interval|[cisco][asa][interval]:int}-second interval)
CISCO_ACTED %{CISCO_ACTION:action|[cisco][asa][outcome]}
CISCO_DIRECTED %{CISCO_DIRECTION:direction|[cisco][asa][network][direction]}
CISCO_TRANSPORT %{WORD:protocol|[cisco][asa][network][transport]}
CISCO_SRC_USER (?:\(%{DATA:src_fwuser|[source][user][name]}\))?
CISCO_DST_USER (?:\(%{DATA:dst_fwuser|[destination][user][name]}\))?
CISCO_SRC_INTERFACE %{DATA:src_interface|[observer][ingress][interface][name]}
CISCO_DST_INTERFACE %{DATA:dst_interface|[observer][egress][interface][name]}
legacy CISCO_ON_INTERFACE %{GREEDYDATA:interface}
ecs CISCO_ON_INTERFACE %{NOTSPACE:[observer][egress][interface][name]}
CISCO_SRC %{IP:src_ip|[source][ip]}
CISCO_DST %{IP:dst_ip|[destination][ip]}
CISCO_SRC_PORT %{CISCO_SRC}/%{INT:src_port|[source][port]:int}
CISCO_DST_PORT %{CISCO_DST}/%{INT:dst_port|[destination][port]:int}
CISCO_SRC_IP_USER %{CISCO_SRC_INTERFACE}:%{CISCO_SRC}%{CISCO_SRC_USER}
CISCO_DST_IP_USER %{CISCO_DST_INTERFACE}:%{CISCO_DST}%{CISCO_DST_USER}
legacy CISCO_SRC_HOST_PORT_USER %{DATA:src_interface}:%{DATA:src_ip}(?:/%{INT:src_port})?%{CISCO_SRC_USER}
legacy CISCO_DST_HOST_PORT_USER %{DATA:dst_interface}:%{DATA:dst_ip}(?:/%{INT:dst_port})?%{CISCO_DST_USER}
ecs CISCO_SRC_HOST_PORT_USER %{NOTSPACE:[observer][ingress][interface][name]}:(?:%{IP:[source][ip]}|%{HOSTNAME:[source][address]})(?:/%{INT:[source][port]:int})?%{CISCO_SRC_USER}
ecs CISCO_DST_HOST_PORT_USER %{NOTSPACE:[observer][egress][interface][name]}:(?:%{IP:[destination][ip]}|%{HOSTNAME:[destination][address]})(?:/%{INT:[destination][port]:int})?%{CISCO_DST_USER}
CISCO_ICMP \(type %{INT:icmp_type|[cisco][asa][icmp_type]:int}, code %{INT:icmp_code|[cisco][asa][icmp_code]:int}\)
CISCO_HASHES \[%{DATA:hashcode1|[@metadata][cisco][asa][hashcode1]}, %{DATA:hashcode2|[@metadata][cisco][asa][hashcode2]}\]
CISCO_UNIT \((?:Primary|Secondary)\)
CISCO_MONITORED [Ii]nterface %{GREEDYDATA:interface_name|[network][interface][name]}
CISCO_ENDS %{CISCO_SRC_INTERFACE}:%{CISCO_SRC_PORT} to %{CISCO_DST_INTERFACE}:%{CISCO_DST_PORT}
CISCOFW104001 %{CISCO_UNIT} Switching to ACTIVE - %{GREEDYDATA:switch_reason|[event][reason]}
CISCOFW104002 %{CISCO_UNIT} Switching to STANDBY - %{GREEDYDATA:switch_reason|[event][reason]}
CISCOFW104003 %{CISCO_UNIT} Switching to FAILED\.
CISCOFW104004 %{CISCO_UNIT} Switching to OK\.
CISCOFW105003 %{CISCO_UNIT} Monitoring on %{CISCO_MONITORED} waiting
CISCOFW105004 %{CISCO_UNIT} Monitoring on %{CISCO_MONITORED} normal
CISCOFW105005 %{CISCO_UNIT} Lost Failover communications with mate on %{CISCO_MONITORED}
CISCOFW105008 %{CISCO_UNIT} Testing %{CISCO_MONITORED}
CISCOFW105009 %{CISCO_UNIT} Testing on %{CISCO_MONITORED} (?:Passed|Failed)
CISCOFW106001 %{CISCO_DIRECTED} %{CISCO_TRANSPORT} connection %{CISCO_ACTED} from %{CISCO_SRC_PORT} to %{CISCO_DST_PORT} flags %{DATA:tcp_flags|[cisco][asa][tcp_flags]} on interface %{CISCO_ON_INTERFACE}
CISCOFW106006_106007_106010 %{CISCO_ACTED} %{CISCO_DIRECTED} %{CISCO_TRANSPORT} (?:from|src) %{CISCO_SRC_PORT}%{CISCO_SRC_USER} (?:to|dst) %{CISCO_DST_PORT}%{CISCO_DST_USER} (?:on interface %{CISCO_ON_INTERFACE}|due to %{CISCO_REASON:reason|[event][reason]})
CISCOFW106014 %{CISCO_ACTED} %{CISCO_DIRECTED} %{CISCO_TRANSPORT} src %{CISCO_SRC_IP_USER} dst %{CISCO_DST_IP_USER}\s?%{CISCO_ICMP}
CISCOFW106015 %{CISCO_ACTED} %{CISCO_TRANSPORT} \(%{DATA:policy_id|[cisco][asa][rule_name]}\) from %{CISCO_SRC_PORT} to %{CISCO_DST_PORT} flags %{DATA:tcp_flags|[cisco][asa][tcp_flags]} on interface %{CISCO_ON_INTERFACE}
CISCOFW106021 %{CISCO_ACTED} %{CISCO_TRANSPORT} reverse path check from %{CISCO_SRC} to %{CISCO_DST} on interface %{CISCO_ON_INTERFACE}
CISCOFW106023 %{CISCO_ACTED}(?: protocol)? %{CISCO_TRANSPORT} src %{CISCO_SRC_HOST_PORT_USER} dst %{CISCO_DST_HOST_PORT_USER}(?: %{CISCO_ICMP})? by access-group "?%{DATA:policy_id|[cisco][asa][rule_name]}"? %{CISCO_HASHES}
CISCOFW106100_2_3 access-list %{NOTSPACE:policy_id|[cisco][asa][rule_name]} %{CISCO_ACTED} %{CISCO_TRANSPORT} for user '%{DATA:src_fwuser|[user][name]}' %{CISCO_SRC_INTERFACE}/%{CISCO_SRC}\(%{INT:src_port|[source][port]:int}\) -> %{CISCO_DST_INTERFACE}/%{CISCO_DST}\(%{INT:dst_port|[destination][port]:int}\) %{CISCO_HITCOUNT_INTERVAL} %{CISCO_HASHES}
CISCOFW106100 access-list %{NOTSPACE:policy_id|[cisco][asa][rule_name]} %{CISCO_ACTED} %{CISCO_TRANSPORT} %{CISCO_SRC_INTERFACE}/%{CISCO_SRC}\(%{INT:src_port|[source][port]:int}\)%{CISCO_SRC_USER} -> %{CISCO_DST_INTERFACE}/%{CISCO_DST}\(%{INT:dst_port|[destination][port]:int}\)%{CISCO_SRC_USER} %{CISCO_HITCOUNT_INTERVAL} %{CISCO_HASHES}
CISCOFW304001 %{CISCO_SRC}%{CISCO_SRC_USER} Accessed URL %{CISCO_DST}:%{GREEDYDATA:dst_url|[url][original]}
CISCOFW110002 %{CISCO_REASON:reason|[event][reason]} for %{CISCO_TRANSPORT} from %{CISCO_SRC_INTERFACE}:%{CISCO_SRC_PORT} to %{CISCO_DST_PORT}
CISCOFW302010 %{INT:connection_count|[cisco][asa][connections][in_use]:int} in use, %{INT:connection_count_max|[cisco][asa][connections][most_used]:int} most used
CISCOFW302013_302014_302015_302016 %{CISCO_ACTED}(?: %{CISCO_DIRECTED})? %{CISCO_TRANSPORT} connection %{INT:connection_id|[cisco][asa][connection_id]} for %{CISCO_SRC_INTERFACE}:%{CISCO_SRC_PORT}(?: \(%{IP:src_mapped_ip|[source][nat][ip]}/%{INT:src_mapped_port|[source][nat][port]:int}\))?%{CISCO_SRC_USER} to %{CISCO_DST_INTERFACE}:%{CISCO_DST_PORT}(?: \(%{IP:dst_mapped_ip|[destination][nat][ip]}/%{INT:dst_mapped_port|[destination][nat][port]:int}\))?%{CISCO_DST_USER}(?: duration %{TIME:duration|[cisco][asa][duration]} bytes %{INT:bytes|[network][bytes]:int})?(?: %{CISCO_REASON:reason|[event][reason]})?(?: \(%{DATA:user|[user][name]}\))?
CISCOFW302020_302021 %{CISCO_ACTED}(?: %{CISCO_DIRECTED})? %{CISCO_TRANSPORT} connection for faddr %{CISCO_DST}/%{INT:icmp_seq_num|[cisco][asa][icmp_seq]:int}(?:\(%{DATA:fwuser|[destination][user][name]}\))? gaddr %{IP:src_xlated_ip|[source][nat][ip]}/%{INT:icmp_code_xlated|[cisco][asa][icmp_type]:int} laddr %{CISCO_SRC}/%{INT:icmp_code|}(?: \(%{DATA:user|[source][user][name]}\))?
CISCOFW305011 %{CISCO_ACTED} %{CISCO_XLATE_TYPE:xlate_type|} %{CISCO_TRANSPORT} translation from %{CISCO_SRC_INTERFACE}:%{CISCO_SRC}(?:/%{INT:src_port|[source][port]:int})?%{CISCO_SRC_USER} to %{DATA:src_xlated_interface|[observer][egress][interface][name]}:%{IP:src_xlated_ip|[destination][ip]}/%{INT:src_xlated_port|[destination][port]:int}
CISCOFW313001_313004_313008 %{CISCO_ACTED} %{CISCO_TRANSPORT} type=%{INT:icmp_type|[cisco][asa][icmp_type]:int}, code=%{INT:icmp_code|[cisco][asa][icmp_code]:int} from %{CISCO_SRC} on interface %{NOTSPACE:interface|[observer][egress][interface][name]}(?: to %{CISCO_DST})?
CISCO_ORIGINAL Original IP payload: %{WORD:protocol|[cisco][asa][original_ip_payload][network][transport]} src %{IP:orig_src_ip|[cisco][asa][original_ip_payload][source][ip]}/%{INT:orig_src_port|[cisco][asa][original_ip_payload][source][port]:int}(?:\(%{DATA:orig_src_fwuser|[cisco][asa][original_ip_payload][source][user][name]}\))? dst %{IP:orig_dst_ip|[cisco][asa][original_ip_payload][destination][ip]}/%{INT:orig_dst_port|[cisco][asa][original_ip_payload][destination][port]:int}(?:\(%{DATA:orig_dst_fwuser|[cisco][asa][original_ip_payload][destination][user][name]}\))?
legacy CISCOFW313005 %{CISCO_REASON:reason} for %{WORD:protocol} error message: %{WORD:err_protocol} src %{DATA:err_src_interface}:%{IP:err_src_ip}(?:\(%{DATA:err_src_fwuser}\))? dst %{DATA:err_dst_interface}:%{IP:err_dst_ip}(?:\(%{DATA:err_dst_fwuser}\))? \(type %{INT:err_icmp_type}, code %{INT:err_icmp_code}\) on %{DATA:interface} interface\.\s+%{CISCO_ORIGINAL}
ecs CISCOFW313005 %{CISCO_REASON:[event][reason]} for %{CISCO_TRANSPORT} error message: %{WORD} src %{CISCO_SRC_IP_USER} dst %{CISCO_DST_IP_USER} %{CISCO_ICMP} on %{NOTSPACE} interface\.\s+%{CISCO_ORIGINAL}
CISCOFW321001 Resource '%{DATA:resource_name|[cisco][asa][resource][name]}' limit of %{POSINT:resource_limit|[cisco][asa][resource][limit]:int} reached for system
CISCOFW402117 %{WORD:protocol|[cisco][asa][network][type]}: Received a non-IPSec packet \(protocol=\s?%{WORD:orig_protocol|[cisco][asa][network][transport]}\) from %{CISCO_SRC} to %{CISCO_DST}
CISCOFW402119 %{WORD:protocol|[cisco][asa][network][type]}: Received an %{WORD:orig_protocol|[cisco][asa][ipsec][protocol]} packet \(SPI=\s?%{DATA:spi|[cisco][asa][ipsec][spi]}, sequence number=\s?%{DATA:seq_num|[cisco][asa][ipsec][seq_num]}\) from %{CISCO_SRC} \(user=\s?%{DATA:user|[source][user][name]}\) to %{CISCO_DST} that failed anti-replay checking
CISCOFW419001 %{CISCO_ACTED} %{CISCO_TRANSPORT} packet from %{CISCO_ENDS}, reason: %{GREEDYDATA:reason|[event][reason]}
CISCOFW419002 %{CISCO_REASON:reason|[event][reason]} from %{CISCO_ENDS} with different initial sequence number
CISCOFW500004 %{CISCO_REASON:reason|[event][reason]} for protocol=%{CISCO_TRANSPORT}, from %{CISCO_SRC_PORT} to %{CISCO_DST_PORT}
CISCOFW602303_602304 %{WORD:protocol|[cisco][asa][network][type]}: An %{CISCO_DIRECTED} %{DATA:tunnel_type|[cisco][asa][ipsec][tunnel_type]} SA \(SPI=\s?%{DATA:spi|[cisco][asa][ipsec][spi]}\) between %{CISCO_SRC} and %{CISCO_DST} \(user=\s?%{DATA:user|[source][user][name]}\) has been %{CISCO_ACTED}
CISCOFW710001_710002_710003_710005_710006 %{CISCO_TRANSPORT} (?:request|access) %{CISCO_ACTED} from %{CISCO_SRC_PORT} to %{CISCO_DST_INTERFACE}:%{CISCO_DST_PORT}
CISCOFW713172 Group = %{DATA:group|[cisco][asa][source][group]}, IP = %{CISCO_SRC}, Automatic NAT Detection Status:\s+Remote end\s*%{DATA:is_remote_natted|[@metadata][cisco][asa][remote_nat]}\s*behind a NAT device\s+This\s+end\s*%{DATA:is_local_natted|[@metadata][cisco][asa][local_nat]}\s*behind a NAT device
CISCOFW733100 \[\s*%{DATA:drop_type|[cisco][asa][burst][object]}\s*\] drop %{DATA:drop_rate_id|[cisco][asa][burst][id]} exceeded. Current burst rate is %{INT:drop_rate_current_burst|[cisco][asa][burst][current_rate]:int} per second, max configured rate is %{INT:drop_rate_max_burst|[cisco][asa][burst][configured_rate]:int}; Current average rate is %{INT:drop_rate_current_avg|[cisco][asa][burst][avg_rate]:int} per second, max configured rate is %{INT:drop_rate_max_avg|[cisco][asa][burst][configured_avg_rate]:int}; Cumulative total count is %{INT:drop_total_count|[cisco][asa][burst][cumulative_count]:int}

legacy NETSCREENSESSIONLOG %{SYSLOGTIMESTAMP:date} %{IPORHOST:device} %{IPORHOST}: NetScreen device_id=%{WORD:device_id}%{DATA}: start_time=%{QUOTEDSTRING:start_time} duration=%{INT:duration} policy_id=%{INT:policy_id} service=%{DATA:service} proto=%{INT:proto} src zone=%{WORD:src_zone} dst zone=%{WORD:dst_zone} action=%{WORD:action} sent=%{INT:sent} rcvd=%{INT:rcvd} src=%{IPORHOST:src_ip} dst=%{IPORHOST:dst_ip} src_port=%{INT:src_port} dst_port=%{INT:dst_port} src-xlated ip=%{IPORHOST:src_xlated_ip} port=%{INT:src_xlated_port} dst-xlated ip=%{IPORHOST:dst_xlated_ip} port=%{INT:dst_xlated_port} session_id=%{INT:session_id} reason=%{GREEDYDATA:reason}
ecs NETSCREENSESSIONLOG %{SYSLOGTIMESTAMP:timestamp} %{IPORHOST:[observer][hostname]} %{NOTSPACE:[observer][name]}: (?<[observer][product]>NetScreen) device_id=%{WORD:[netscreen][device_id]} .*?(?:system-\w+-%{NONNEGINT:[event][code]}\(%{WORD:[netscreen][session][type]}\))?: start_time="%{DATA:[netscreen][session][start_time]}" duration=%{INT:[netscreen][session][duration]:int} policy_id=%{INT:[netscreen][policy_id]} service=%{DATA:[netscreen][service]} proto=%{INT:[netscreen][protocol_number]:int} src zone=%{WORD:[observer][ingress][zone]} dst zone=%{WORD:[observer][egress][zone]} action=%{WORD:[event][action]} sent=%{INT:[source][bytes]:int} rcvd=%{INT:[destination][bytes]:int} src=%{IPORHOST:[source][address]} dst=%{IPORHOST:[destination][address]}(?: src_port=%{INT:[source][port]:int} dst_port=%{INT:[destination][port]:int})?(?: src-xlated ip=%{IP:[source][nat][ip]} port=%{INT:[source][nat][port]:int} dst-xlated ip=%{IP:[destination][nat][ip]} port=%{INT:[destination][nat][port]:int})?(?: session_id=%{INT:[netscreen][session][id]} reason=%{GREEDYDATA:[netscreen][session][reason]})?

ecs IPTABLES_TCP_FLAGS (?:(?:CWR|ECE|URG|ACK|PSH|RST|SYN|FIN) )*
ecs IPTABLES_TCP_PART (?:SEQ=%{INT:[iptables][tcp][seq]:int}\s+)?(?:ACK=%{INT:[iptables][tcp][ack]:int}\s+)?WINDOW=%{INT:[iptables][tcp][window]:int}\s+RES=0x%{BASE16NUM:[iptables][tcp_reserved_bits]}\s+%{IPTABLES_TCP_FLAGS:[iptables][tcp][flags]}
ecs IPTABLES4_FRAG (?:(?<= )(?:CE|DF|MF))*
ecs IPTABLES4_PART SRC=%{IPV4:[source][ip]}\s+DST=%{IPV4:[destination][ip]}\s+LEN=(?:%{INT:[iptables][length]:int})?\s+TOS=(?:0|0x%{BASE16NUM:[iptables][tos]})?\s+PREC=(?:0x%{BASE16NUM:[iptables][precedence_bits]})?\s+TTL=(?:%{INT:[iptables][ttl]:int})?\s+ID=(?:%{INT:[iptables][id]})?\s+(?:%{IPTABLES4_FRAG:[iptables][fragment_flags]})?(?:\s+FRAG: %{INT:[iptables][fragment_offset]:int})?
ecs IPTABLES6_PART SRC=%{IPV6:[source][ip]}\s+DST=%{IPV6:[destination][ip]}\s+LEN=(?:%{INT:[iptables][length]:int})?\s+TC=(?:0|0x%{BASE16NUM:[iptables][tos]})?\s+HOPLIMIT=(?:%{INT:[iptables][ttl]:int})?\s+FLOWLBL=(?:%{INT:[iptables][flow_label]})?
ecs IPTABLES IN=(?:%{NOTSPACE:[observer][ingress][interface][name]})?\s+OUT=(?:%{NOTSPACE:[observer][egress][interface][name]})?\s+(?:MAC=(?:%{COMMONMAC:[destination][mac]})?(?::%{COMMONMAC:[source][mac]})?(?::\h{2}:\h{2})?\s+)?(?:%{IPTABLES4_PART}|%{IPTABLES6_PART}).*?PROTO=(?:%{WORD:[network][transport]})?\s+SPT=(?:%{INT:[source][port]:int})?\s+DPT=(?:%{INT:[destination][port]:int})?\s+(?:%{IPTABLES_TCP_PART})?
legacy SHOREWALL %{SYSLOGTIMESTAMP:timestamp} %{WORD:nf_host} .*Shorewall:(?:%{WORD:nf_action1})?:(?:%{WORD:nf_action2})?.*IN=(?:%{USERNAME:nf_in_interface})?.*(?:OUT= *MAC=%{COMMONMAC:nf_dst_mac}:(?:%{COMMONMAC:nf_src_mac})?|OUT=%{USERNAME:nf_out_interface}).*SRC=%{IPV4:nf_src_ip}.*DST=%{IPV4:nf_dst_ip}.*LEN=%{WORD:nf_len}.*TOS=%{WORD:nf_tos}.*PREC=%{WORD:nf_prec}.*TTL=%{INT:nf_ttl}.*ID=%{INT:nf_id}.*PROTO=%{WORD:nf_protocol}.*SPT=(?:%{INT:nf_src_port})?.*DPT=(?:%{INT:nf_dst_port})?.*
ecs SHOREWALL %{SYSLOGTIMESTAMP:timestamp} %{WORD:[observer][hostname]} .*Shorewall:(?:%{WORD:[shorewall][firewall][type]})?:(?:%{WORD:[shorewall][firewall][action]})?.*%{IPTABLES}
ecs SFW2_LOG_PREFIX SFW2-INext-%{NOTSPACE:[suse][firewall][action]}
legacy SFW2 (?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})\s*%{HOSTNAME}\s*kernel\S+\s*(?:%{NAGIOSTIME}\s*)?SFW2-INext-%{NOTSPACE:nf_action}\s*IN=%{USERNAME:nf_in_interface}.*OUT=\s*(?:%{USERNAME:nf_out_interface})?\s*MAC=(?:%{COMMONMAC:nf_dst_mac}:%{COMMONMAC:nf_src_mac})?.*SRC=%{IP:nf_src_ip}\s*DST=%{IP:nf_dst_ip}.*PROTO=%{WORD:nf_protocol}(?:.*SPT=%{INT:nf_src_port}.*DPT=%{INT:nf_dst_port}.*)?
ecs SFW2 (?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})\s*%{HOSTNAME:[observer][hostname]}.*?%{SFW2_LOG_PREFIX:[suse][firewall][log_prefix]}\s*%{IPTABLES}
)library";

}  // namespace bdp::grok
