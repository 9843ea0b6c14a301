using System.Globalization;

namespace Moonwire.Runtime.Sockets;

/// <summary>States the likely cause of a receive that does not end, and the remedy, as a clause for messages.</summary>
internal static class ReceiveVerdict
{
    /// <summary>
    /// Returns a clause about the datagrams that the kernel dropped at the socket, or "" if it dropped none.
    /// </summary>
    /// <param name="drops">The drops that SO_MEMINFO reports, or a negated errno if the number is unknown.</param>
    internal static string OfDrops(int drops) => drops switch
    {
        <= 0 => "",
        1 => "; the kernel dropped one datagram at this socket, most often because its receive buffer was full; "
            + "receive faster or set a larger receive_buffer_size",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"; the kernel dropped {drops} datagrams at this socket, most often because its receive buffer was full; ")
            + "receive faster or set a larger receive_buffer_size",
    };
}
