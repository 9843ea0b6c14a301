using System.Buffers.Binary;
using System.Net;
using Moonwire.Runtime.Diagnostics;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// The bytes that no recording contains: the values of --redact. The functions run first, in the order of the options,
/// and each gets the result of the function before. Then zeros replace the bytes of the ranges, so that no function
/// can show these bytes.
/// </summary>
/// <remarks>If a function fails, all bytes of the datagram become zeros.</remarks>
public sealed unsafe class Redactions(Redaction[] ranges, RedactFunction[] functions)
{
    private bool _hasReported;

    /// <summary>True if functions need all bytes of a datagram.</summary>
    internal bool HasFunctions => functions.Length > 0;

    /// <summary>Receives a line about the first failure of a function.</summary>
    internal Action<string>? Report { get; set; }

    /// <summary>Redacts a datagram. Returns true if it had bytes to hide.</summary>
    /// <param name="datagram">The bytes, which are overwritten.</param>
    /// <param name="isSent">True for a datagram that the script sends.</param>
    /// <param name="local">The endpoint of the socket as a Linux sockaddr, or an empty span.</param>
    /// <param name="remote">The other endpoint as a Linux sockaddr with 28 readable bytes, or null.</param>
    internal bool Apply(Span<byte> datagram, bool isSent, ReadOnlySpan<byte> local, byte* remote)
    {
        var isRedacted = false;
        if (functions.Length > 0)
        {
            var endpoint = remote is null ? default : PacketEndpoint.Of(remote);
            var localPort = local.Length > 4 ? BinaryPrimitives.ReadUInt16BigEndian(local[2..]) : 0;
            var other = remote is null ? null : &endpoint;
            isRedacted = !TryFunctions(datagram, isSent, localPort, other, out var isChanged) || isChanged;
        }

        foreach (var range in ranges)
        {
            isRedacted |= range.Apply(datagram, 0);
        }

        return isRedacted;
    }

    /// <summary>
    /// Marks the bytes of a received datagram that texts must not show. Returns false if there is no such byte.
    /// </summary>
    /// <remarks>
    /// If a function has changed the datagram, all bytes are marked, because an unchanged byte between changed bytes
    /// may be a hidden byte that is equal to its replacement.
    /// </remarks>
    /// <param name="datagram">The datagram.</param>
    /// <param name="mask">The room for the marks, with the length of the datagram: 1 for a hidden byte, otherwise
    /// 0.</param>
    /// <param name="localPort">The port of the socket, or 0.</param>
    /// <param name="address">The address of the sender as text, or null.</param>
    /// <param name="port">The port of the sender.</param>
    public bool Mark(ReadOnlySpan<byte> datagram, Span<byte> mask, int localPort, string? address, int port)
    {
        mask.Clear();
        var isRedacted = false;
        if (functions.Length > 0)
        {
            var endpoint = address is null ? default : EndpointOf(address, port);
            var other = address is null ? null : &endpoint;
            isRedacted =
                !TryFunctions(datagram.ToArray(), isSent: false, localPort, other, out var isChanged) || isChanged;
            if (isRedacted)
            {
                mask.Fill(1);
            }
        }

        foreach (var range in ranges)
        {
            isRedacted |= range.Apply(mask, 1);
        }

        return isRedacted;
    }

    /// <summary>Calls the functions. If a function fails, makes all bytes zeros and returns false.</summary>
    private bool TryFunctions(
        Span<byte> datagram, bool isSent, int localPort, PacketEndpoint* remote, out bool isChanged)
    {
        isChanged = false;
        foreach (var function in functions)
        {
            if (!function.TryApply(datagram, isSent, localPort, remote, out var hasChanged, out var problem))
            {
                datagram.Clear();
                ReportOnce(function.Path, problem);
                return false;
            }

            isChanged |= hasChanged;
        }

        return true;
    }

    private void ReportOnce(string path, string problem)
    {
        if (!_hasReported)
        {
            _hasReported = true;
            Report?.Invoke($"moonwire: --redact {path}: a datagram is recorded as zeros if the function fails: "
                + PrintableText.Escape(problem));
        }
    }

    private static PacketEndpoint EndpointOf(string address, int port)
    {
        PacketEndpoint endpoint = default;
        if (IPAddress.TryParse(address, out var ip))
        {
            ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
            endpoint.IsV6 = ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            endpoint.Scope = endpoint.IsV6 ? (uint)ip.ScopeId : 0;
            _ = ip.TryWriteBytes(new Span<byte>(endpoint.Address, PacketEndpoint.V6Size), out _);
        }

        endpoint.Port = (ushort)port;
        return endpoint;
    }
}
