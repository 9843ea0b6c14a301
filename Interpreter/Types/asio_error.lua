---@meta asio_error

---Errors by their names in Boost.Asio. Each access creates a new error.
---@class asio_error
---@field basic asio_error.basic Failures of system calls
---@field netdb asio_error.netdb Failures of looking up a host
---@field addrinfo asio_error.addrinfo Failures of looking up a service
---@field misc asio_error.misc Failures without an `errno`
local asio_error = {}

---Failures of system calls.
---@class asio_error.basic
---@field access_denied error Permission denied
---@field address_family_not_supported error Address family not supported by protocol
---@field address_in_use error Address already in use
---@field already_connected error Transport endpoint is already connected
---@field already_started error Operation already in progress
---@field bad_descriptor error Bad file descriptor
---@field broken_pipe error Broken pipe
---@field connection_aborted error Software caused connection abort
---@field connection_refused error Connection refused
---@field connection_reset error Connection reset by peer
---@field fault error Bad address
---@field host_unreachable error No route to host
---@field in_progress error Operation now in progress
---@field interrupted error Interrupted system call
---@field invalid_argument error Invalid argument
---@field message_size error Message too long
---@field name_too_long error File name too long
---@field network_down error Network is down
---@field network_reset error Network dropped connection on reset
---@field network_unreachable error Network is unreachable
---@field no_buffer_space error No buffer space available
---@field no_descriptors error Too many open files
---@field no_memory error Cannot allocate memory
---@field no_permission error Operation not permitted
---@field no_protocol_option error Protocol not available
---@field no_such_device error No such device
---@field not_connected error Transport endpoint is not connected
---@field not_socket error Socket operation on non-socket
---@field operation_aborted error Operation canceled
---@field operation_not_supported error Operation not supported
---@field shut_down error Cannot send after transport endpoint shutdown
---@field timed_out error Connection timed out
---@field try_again error Resource temporarily unavailable
---@field would_block error Resource temporarily unavailable

---Failures of looking up a host.
---@class asio_error.netdb
---@field host_not_found error Host not found (authoritative)
---@field host_not_found_try_again error Host not found (non-authoritative), try again later
---@field no_data error The query is valid, but it does not have associated data
---@field no_recovery error A non-recoverable error occurred during database lookup

---Failures of looking up a service.
---@class asio_error.addrinfo
---@field service_not_found error Service not found
---@field socket_type_not_supported error Socket type not supported

---Failures without an `errno`.
---@class asio_error.misc
---@field already_open error Already open
---@field eof error End of file
---@field fd_set_failure error The descriptor does not fit into the select call's fd_set
---@field not_found error Element not found

return asio_error
