---@meta _

---The value that functions of moonwire raise when they fail. Errors are equal if their codes and categories are equal.
---@class error
---@field code integer The number of the error in its category
---@field category error_category The category of the code
---@field message string The category's text for the code, which `tostring(e)` also returns
---@field symbol string? The name of the code, such as `EADDRINUSE` or `already_open`
---@field arg integer? The position of the argument at fault; `self` counts as 1
---@field by_colon boolean? True if the function was called with a colon. Reports do not count `self` then
---@field operation string? The Lua name of the function that failed
---@field address string? The address of the operation
---@field port integer? The port of the operation
---@field icmp_type integer? The type of the ICMP message that reported the error, with `receive_errors`
---@field icmp_code integer? The code of this ICMP message
---@field reporter string? The address of the host that sent this ICMP message
---@field detail string? Further details for people
---@field place string? The place in the script where it was first raised, as `file:line`
---@field traceback string? The traceback of the fiber that failed, in an error that `join` or a group raised
---@field [string] any Fields that a script adds
local error_value = {}

---Returns the text that moonwire prints for an error that no fiber catches.
---@return string
---@nodiscard
function error_value:report() end

---Returns the equivalent error of the category `generic`, or the error itself if it has no equivalent.
---@return error
---@nodiscard
function error_value:togeneric() end

---A category of errors, which gives the codes their meaning.
---@class error_category
---@field name "system"|"generic"|"runtime"|"asio.misc"|"asio.netdb"|"asio.addrinfo"
local category = {}

---Returns the text of a code.
---@param code integer
---@return string
---@nodiscard
function category:message(code) end
