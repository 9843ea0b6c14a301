---@meta channel

---Queues values between fibers.
---@class channel
---@field capacity number The number of values that the buffer can hold; `math.huge` if it has no limit
---@field is_closed boolean True if `close` was called
---@operator len: integer
local channel = {}

---Creates an open channel.
---@param capacity? number The number of values that the buffer can hold: 0 by default, `math.huge` for no limit
---@return channel
---@nodiscard
function channel.new(capacity) end

---Sends a value. Waits while the buffer is full and no fiber receives.
---@async
---@param value any Anything but nil
function channel:send(value) end

---Takes the oldest value. Waits while the channel is empty. Returns nil if the channel is closed and empty.
---@async
---@return any value
function channel:receive() end

---Sends the value if `send` would not wait. Returns true if the value was sent.
---@param value any Anything but nil
---@return boolean sent
function channel:try_send(value) end

---Takes the oldest value, if there is one.
---@return any value
---@return "empty"|"closed"|nil reason The reason why there is no value
function channel:try_receive() end

---Closes the channel: receivers get nil once the buffer is empty, and senders get EPIPE.
function channel:close() end

---Waits for the first of several channels.
---@async
---@param cases table Each field is a channel to receive from, or `{channel, value}` to send. `default = true`: no wait
---@return any key The key of the case that was chosen, or nil for the default
---@return any value The value that was received
function channel.select(cases) end

return channel
