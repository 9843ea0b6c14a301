-- env: MOONWIRE_READINESS=portable
-- .NET reports the sender of each datagram.
dofile("a_cut_datagram_of_an_earlier_peer_is_not_called_the_new_ones.lua")
