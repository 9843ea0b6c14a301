---@meta _

---A range of addresses with a common prefix.
---@class ip.network
---@field first ip.address The lowest address
---@field last ip.address The highest address
---@field netmask ip.address
---@field prefix integer The length of the prefix in bits
local network = {}

---Returns true if the address, or each address of the other network, is in this network.
---@param address ip.address|string|ip.network
---@return boolean
---@nodiscard
function network:contains(address) end

---Returns an iterator over all addresses.
---@return fun(network: ip.network, address?: ip.address): ip.address?
---@return ip.network
---@nodiscard
function network:addresses() end

---Returns an iterator over the addresses that hosts can have.
---@return fun(network: ip.network, address?: ip.address): ip.address?
---@return ip.network
---@nodiscard
function network:hosts() end

ip.network = {}

---Creates the network of a text such as `10.0.0.0/8`, or of an address and the length of a prefix.
---@param address ip.address|string
---@param prefix? integer
---@return ip.network
---@nodiscard
function ip.network.new(address, prefix) end
