---@meta _

---The members of every module moonwire.proto.NAME.
---@class proto.module
---@field name string
---@field port integer The default port
---@field host? string The host of a target without a host
---@field title string
---@field example string A target for `moonwire probe`
---@field options table<string, true> The names of the options of `probe`

---The questions to one server, and the check of its answers.
---@class proto.exchange
---@field request fun(attempt: integer): string
---@field check fun(datagram: string|byte_span): "matched"|"different"|"unrelated"|"continue", string, table, string?
---@field one_way? boolean True if the protocol has no answers
---@field any_port? boolean True if an answer may come from another port of the host
---@field any_source? boolean True if answers may come from every host
