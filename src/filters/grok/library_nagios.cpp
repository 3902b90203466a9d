#include "filters/grok/library.h"

namespace bdp::grok {

// Nagios: a line for each type of message and each external command.
const std::string_view kNagiosPatterns = R"library(
NAGIOSTIME \[%{NUMBER:nagios_epoch|timestamp}\]
NAGIOS_TYPE_CURRENT_SERVICE_STATE CURRENT SERVICE STATE
NAGIOS_TYPE_CURRENT_HOST_STATE CURRENT HOST STATE
NAGIOS_TYPE_SERVICE_NOTIFICATION SERVICE NOTIFICATION
NAGIOS_TYPE_HOST_NOTIFICATION HOST NOTIFICATION
NAGIOS_TYPE_SERVICE_ALERT SERVICE ALERT
NAGIOS_TYPE_HOST_ALERT HOST ALERT
NAGIOS_TYPE_SERVICE_FLAPPING_ALERT SERVICE FLAPPING ALERT
NAGIOS_TYPE_HOST_FLAPPING_ALERT HOST FLAPPING ALERT
NAGIOS_TYPE_SERVICE_DOWNTIME_ALERT SERVICE DOWNTIME ALERT
NAGIOS_TYPE_HOST_DOWNTIME_ALERT HOST DOWNTIME ALERT
NAGIOS_TYPE_PASSIVE_SERVICE_CHECK PASSIVE SERVICE CHECK
NAGIOS_TYPE_PASSIVE_HOST_CHECK PASSIVE HOST CHECK
NAGIOS_TYPE_SERVICE_EVENT_HANDLER SERVICE EVENT HANDLER
NAGIOS_TYPE_HOST_EVENT_HANDLER HOST EVENT HANDLER
NAGIOS_TYPE_EXTERNAL_COMMAND EXTERNAL COMMAND
NAGIOS_TYPE_TIMEPERIOD_TRANSITION TIMEPERIOD TRANSITION
NAGIOS_EC_DISABLE_SVC_CHECK DISABLE_SVC_CHECK
NAGIOS_EC_ENABLE_SVC_CHECK ENABLE_SVC_CHECK
NAGIOS_EC_DISABLE_HOST_CHECK DISABLE_HOST_CHECK
NAGIOS_EC_ENABLE_HOST_CHECK ENABLE_HOST_CHECK
NAGIOS_EC_PROCESS_SERVICE_CHECK_RESULT PROCESS_SERVICE_CHECK_RESULT
NAGIOS_EC_PROCESS_HOST_CHECK_RESULT PROCESS_HOST_CHECK_RESULT
NAGIOS_EC_SCHEDULE_SERVICE_DOWNTIME SCHEDULE_SERVICE_DOWNTIME
NAGIOS_EC_SCHEDULE_HOST_DOWNTIME SCHEDULE_HOST_DOWNTIME
NAGIOS_EC_DISABLE_HOST_SVC_NOTIFICATIONS DISABLE_HOST_SVC_NOTIFICATIONS
NAGIOS_EC_ENABLE_HOST_SVC_NOTIFICATIONS ENABLE_HOST_SVC_NOTIFICATIONS
NAGIOS_EC_DISABLE_HOST_NOTIFICATIONS DISABLE_HOST_NOTIFICATIONS
NAGIOS_EC_ENABLE_HOST_NOTIFICATIONS ENABLE_HOST_NOTIFICATIONS
NAGIOS_EC_DISABLE_SVC_NOTIFICATIONS DISABLE_SVC_NOTIFICATIONS
NAGIOS_EC_ENABLE_SVC_NOTIFICATIONS ENABLE_SVC_NOTIFICATIONS
NAGIOS_WARNING Warning:%{SPACE}%{GREEDYDATA:nagios_message|message}
NAGIOS_CURRENT_SERVICE_STATE %{NAGIOS_TYPE_CURRENT_SERVICE_STATE:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statetype|[nagios][log][state_type]};%{DATA:nagios_statecode|[nagios][log][attempt]};%{GREEDYDATA:nagios_message|message}
NAGIOS_CURRENT_HOST_STATE %{NAGIOS_TYPE_CURRENT_HOST_STATE:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statetype|[nagios][log][state_type]};%{DATA:nagios_statecode|[nagios][log][attempt]};%{GREEDYDATA:nagios_message|message}
NAGIOS_SERVICE_NOTIFICATION %{NAGIOS_TYPE_SERVICE_NOTIFICATION:nagios_type|[nagios][log][type]}: %{DATA:nagios_notifyname|[user][name]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_contact|[nagios][log][notification_command]};%{GREEDYDATA:nagios_message|message}
NAGIOS_HOST_NOTIFICATION %{NAGIOS_TYPE_HOST_NOTIFICATION:nagios_type|[nagios][log][type]}: %{DATA:nagios_notifyname|[user][name]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_contact|[nagios][log][notification_command]};%{GREEDYDATA:nagios_message|message}
NAGIOS_SERVICE_ALERT %{NAGIOS_TYPE_SERVICE_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statelevel|[nagios][log][state_type]};%{NUMBER:nagios_attempt|[nagios][log][attempt]};%{GREEDYDATA:nagios_message|message}
NAGIOS_HOST_ALERT %{NAGIOS_TYPE_HOST_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statelevel|[nagios][log][state_type]};%{NUMBER:nagios_attempt|[nagios][log][attempt]};%{GREEDYDATA:nagios_message|message}
NAGIOS_SERVICE_FLAPPING_ALERT %{NAGIOS_TYPE_SERVICE_FLAPPING_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_message|message}
NAGIOS_HOST_FLAPPING_ALERT %{NAGIOS_TYPE_HOST_FLAPPING_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_message|message}
NAGIOS_SERVICE_DOWNTIME_ALERT %{NAGIOS_TYPE_SERVICE_DOWNTIME_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_comment|[nagios][log][comment]}
NAGIOS_HOST_DOWNTIME_ALERT %{NAGIOS_TYPE_HOST_DOWNTIME_ALERT:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_comment|[nagios][log][comment]}
NAGIOS_PASSIVE_SERVICE_CHECK %{NAGIOS_TYPE_PASSIVE_SERVICE_CHECK:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_comment|[nagios][log][comment]}
NAGIOS_PASSIVE_HOST_CHECK %{NAGIOS_TYPE_PASSIVE_HOST_CHECK:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_comment|[nagios][log][comment]}
NAGIOS_SERVICE_EVENT_HANDLER %{NAGIOS_TYPE_SERVICE_EVENT_HANDLER:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statelevel|[nagios][log][state_type]};%{DATA:nagios_event_handler_name|[nagios][log][event_handler_name]}
NAGIOS_HOST_EVENT_HANDLER %{NAGIOS_TYPE_HOST_EVENT_HANDLER:nagios_type|[nagios][log][type]}: %{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{DATA:nagios_statelevel|[nagios][log][state_type]};%{DATA:nagios_event_handler_name|[nagios][log][event_handler_name]}
NAGIOS_TIMEPERIOD_TRANSITION %{NAGIOS_TYPE_TIMEPERIOD_TRANSITION:nagios_type|[nagios][log][type]}: %{DATA:nagios_service|[service][name]};%{DATA:nagios_unknown1|[nagios][log][period_from]};%{DATA:nagios_unknown2|[nagios][log][period_to]}
NAGIOS_EC_LINE_DISABLE_SVC_CHECK %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_DISABLE_SVC_CHECK:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]}
NAGIOS_EC_LINE_ENABLE_SVC_CHECK %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_ENABLE_SVC_CHECK:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]}
NAGIOS_EC_LINE_DISABLE_HOST_CHECK %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_DISABLE_HOST_CHECK:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_ENABLE_HOST_CHECK %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_ENABLE_HOST_CHECK:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_PROCESS_SERVICE_CHECK_RESULT %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_PROCESS_SERVICE_CHECK_RESULT:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_service|[service][name]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_check_result|[nagios][log][check_result]}
NAGIOS_EC_LINE_PROCESS_HOST_CHECK_RESULT %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_PROCESS_HOST_CHECK_RESULT:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{DATA:nagios_state|[service][state]};%{GREEDYDATA:nagios_check_result|[nagios][log][check_result]}
NAGIOS_EC_LINE_SCHEDULE_HOST_DOWNTIME %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_SCHEDULE_HOST_DOWNTIME:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{NUMBER:nagios_start_time|[nagios][log][start_time]};%{NUMBER:nagios_end_time|[nagios][log][end_time]};%{NUMBER:nagios_fixed|[nagios][log][fixed]};%{NUMBER:nagios_trigger_id|[nagios][log][trigger_id]};%{NUMBER:nagios_duration|[nagios][log][duration]:int};%{DATA:author|[user][name]};%{DATA:comment|[nagios][log][comment]}
NAGIOS_EC_LINE_DISABLE_HOST_SVC_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_DISABLE_HOST_SVC_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{GREEDYDATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_ENABLE_HOST_SVC_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_ENABLE_HOST_SVC_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{GREEDYDATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_DISABLE_HOST_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_DISABLE_HOST_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{GREEDYDATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_ENABLE_HOST_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_ENABLE_HOST_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{GREEDYDATA:nagios_hostname|[host][hostname]}
NAGIOS_EC_LINE_DISABLE_SVC_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_DISABLE_SVC_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{GREEDYDATA:nagios_service|[service][name]}
NAGIOS_EC_LINE_ENABLE_SVC_NOTIFICATIONS %{NAGIOS_TYPE_EXTERNAL_COMMAND:nagios_type|[nagios][log][type]}: %{NAGIOS_EC_ENABLE_SVC_NOTIFICATIONS:nagios_command|[nagios][log][command]};%{DATA:nagios_hostname|[host][hostname]};%{GREEDYDATA:nagios_service|[service][name]}
NAGIOSLOGLINE %{NAGIOSTIME} (?:%{NAGIOS_WARNING}|%{NAGIOS_CURRENT_SERVICE_STATE}|%{NAGIOS_CURRENT_HOST_STATE}|%{NAGIOS_SERVICE_NOTIFICATION}|%{NAGIOS_HOST_NOTIFICATION}|%{NAGIOS_SERVICE_ALERT}|%{NAGIOS_HOST_ALERT}|%{NAGIOS_SERVICE_FLAPPING_ALERT}|%{NAGIOS_HOST_FLAPPING_ALERT}|%{NAGIOS_SERVICE_DOWNTIME_ALERT}|%{NAGIOS_HOST_DOWNTIME_ALERT}|%{NAGIOS_PASSIVE_SERVICE_CHECK}|%{NAGIOS_PASSIVE_HOST_CHECK}|%{NAGIOS_SERVICE_EVENT_HANDLER}|%{NAGIOS_HOST_EVENT_HANDLER}|%{NAGIOS_TIMEPERIOD_TRANSITION}|%{NAGIOS_EC_LINE_DISABLE_SVC_CHECK}|%{NAGIOS_EC_LINE_ENABLE_SVC_CHECK}|%{NAGIOS_EC_LINE_DISABLE_HOST_CHECK}|%{NAGIOS_EC_LINE_ENABLE_HOST_CHECK}|%{NAGIOS_EC_LINE_PROCESS_SERVICE_CHECK_RESULT}|%{NAGIOS_EC_LINE_PROCESS_HOST_CHECK_RESULT}|%{NAGIOS_EC_LINE_SCHEDULE_HOST_DOWNTIME}|%{NAGIOS_EC_LINE_DISABLE_HOST_SVC_NOTIFICATIONS}|%{NAGIOS_EC_LINE_ENABLE_HOST_SVC_NOTIFICATIONS}|%{NAGIOS_EC_LINE_DISABLE_HOST_NOTIFICATIONS}|%{NAGIOS_EC_LINE_ENABLE_HOST_NOTIFICATIONS}|%{NAGIOS_EC_LINE_DISABLE_SVC_NOTIFICATIONS}|%{NAGIOS_EC_LINE_ENABLE_SVC_NOTIFICATIONS})
)library";

}  // namespace bdp::grok
