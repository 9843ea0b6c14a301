-- The option --listen: waits for a datagram that --expect matches.
local _, host = ...
local late = host.late
local sockets, parse = late("prober_socket.lua"), late("prober_parse.lua")
local now, pcall, tostring = sockets.now, pcall, tostring
local stderr, write, endpoint = io.stderr, io.stderr.write, ip.tostring
local WITHIN <const> = 30 -- seconds by default
local MOST_LATE <const> = 1000 -- datagrams after the time was up

-- Returns a socket that listens, or nil and the error.
local function open(settings, address, port)
  local is_group = address.is_multicast
  local sock, e = sockets.open({
    source_address = is_group and (address.is_v6 and ip.address.any_v6() or ip.address.any_v4()) or address,
    source_port = port, is_dual = true,
  }, address)
  if not sock or not is_group then return sock, e end
  local ok
  ok, e = pcall(sock.sock.set_option, sock.sock, "join_multicast_group", address, settings.interface)
  if ok then return sock end
  sock:close()
  return nil, e
end

local function find_address(settings, name)
  if name == "" or name == "*" then return settings.ipv4 and ip.address.any_v4() or ip.address.any_v6() end
  local ok, address = pcall(ip.address.new, name)
  if ok then return address end
  local look_up = settings.ipv4 and ip.udp.get_address_v4_info or settings.ipv6 and ip.udp.get_address_v6_info
    or ip.udp.get_address_info
  local entries
  ok, entries = pcall(look_up, name, 0)
  if ok then return entries[1].address end
  return nil, entries
end

-- After the time was up, takes the datagrams that have arrived while this process did not run.
local function wait(job, settings)
  local started, late_ones = now(), 0
  job.deadline = started + (settings.within or WITHIN)
  while true do
    local left = job.deadline - now()
    local bytes, address, port, info = job.sock:receive(left > 0 and left or 0)
    if bytes then
      job.heard = job.heard + 1
      job.received, job.from, job.from_port, job.ttl = bytes, tostring(address), port, info and info.hops
      job.text = late("prober_data.lua").shown(bytes)
      job.seconds = now() - started
      if settings.expects(bytes) then return "heard" end
      if left <= 0 then late_ones = late_ones + 1 end
    elseif address.symbol ~= "ETIMEDOUT" and not address.icmp_type then
      job.error = address
      return "failed"
    end
    if left <= 0 and (not bytes or late_ones > MOST_LATE) then
      job.elapsed = now() - started
      return job.heard > 0 and "unexpected" or "unheard"
    end
  end
end

local STATUS <const> = {heard = 0, unexpected = 1, unheard = 4, unresolved = 6, failed = 7}

-- Returns the result, or nil and a message if the endpoint is wrong.
return function(settings)
  local name, port = parse.endpoint(settings.listen)
  if not name or not port then return nil, "--listen: '" .. settings.listen .. "' is not HOST:PORT" end
  local job = {target = settings.listen, name = tostring(name), asked = 0, heard = 0, port = port}
  local address, e = find_address(settings, job.name)
  if not address then
    job.verdict, job.error = "unresolved", e
  else
    job.address = address
    job.sock, e = open(settings, address, port)
    if not job.sock and address.is_unspecified and not settings.ipv6 then -- perhaps there is no IPv6
      local sock = open(settings, ip.address.any_v4(), port)
      if sock then job.sock, address = sock, ip.address.any_v4() end
    end
    if job.sock then
      write(stderr, "moonwire: listening on ", endpoint(address, job.sock.port), "\n")
      job.port = job.sock.port
      job.verdict = wait(job, settings)
      job.sock:close()
      job.sock = nil
    else
      job.verdict, job.error = "failed", e
    end
  end
  job.status = STATUS[job.verdict]
  return job
end
