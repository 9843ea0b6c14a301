---@meta ip

---The network modules and what they share.
ip = {}

---The text of an endpoint, such as `127.0.0.1:80` or `[::1]:80`; without a port, the text of the address.
---@param address ip.address
---@param port? integer
---@return string
---@nodiscard
function ip.tostring(address, port) end

---Reads what `ip.tostring` writes. Host names are not resolved.
---@param text string
---@return ip.address address
---@return integer port
---@nodiscard
function ip.toendpoint(text) end

---The name of this machine.
---@return string
---@nodiscard
function ip.host_name() end

---Flags of sending and receiving; `|` combines them.
---@class ip.message_flag
---@field out_of_band integer Urgent data, which UDP does not have
---@field peek integer Receive a datagram and leave it in the queue
---@field do_not_route integer Send to hosts on a directly connected network only
---@field truncate integer Receive returns the true length of a datagram, even if the buffer is shorter
---@field end_of_record integer Ends a record, which UDP does not have
ip.message_flag = {}

return ip
