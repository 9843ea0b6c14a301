---@meta _

---What a function of moonwire raises when it fails. Two of them are equal when code and category are.
---@class error
---@field code integer The number of the error in its category
---@field category error_category Whose number it is
---@field message string The category's text for the code; `tostring(e)` is the same
---@field symbol string? The name of the code, such as `EADDRINUSE` or `already_open`
---@field arg integer? The position of the argument at fault; `self` counts as 1
---@field operation string? The Lua name of the function that failed
---@field address string? The address that it was about
---@field port integer? The port that it was about
---@field detail string? What else a person needs to know
---@field place string? Where in the script it was raised first, as `file:line`
---@field [string] any Fields that a script adds
local error_value = {}

---The same condition in the category `generic`, or the error itself if that has no counterpart.
---@return error
---@nodiscard
function error_value:togeneric() end

---Whose numbers the codes of errors are.
---@class error_category
---@field name "system"|"generic"|"runtime"|"asio.misc"|"asio.netdb"|"asio.addrinfo"
local category = {}

---The text of a code.
---@param code integer
---@return string
---@nodiscard
function category:message(code) end
