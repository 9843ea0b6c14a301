using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// Any thread: resolves names with getaddrinfo(3) and getnameinfo(3), for UDP. Both functions block. Linux only.
/// </summary>
internal static unsafe class NameService
{
    private const int AF_UNSPEC = 0;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_DGRAM = 2;
    private const int IPPROTO_UDP = 17;
    private const int NI_DGRAM = 16;

    /// <summary>NI_MAXHOST and NI_MAXSERV.</summary>
    private const int HostSize = 1025;
    private const int ServiceSize = 32;

    /// <summary>struct addrinfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint AddressSize;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInfo* Next;
    }

    internal static NameAnswer Ask(AddressQuery query)
    {
        var hints = new AddressInfo
        {
            Flags = query.Flags,
            Family = query.Family switch { NameFamily.V4 => AF_INET, NameFamily.V6 => AF_INET6, _ => AF_UNSPEC },
            SocketType = SOCK_DGRAM,
            Protocol = IPPROTO_UDP,
        };
        void* first = null;
        fixed (byte* host = Terminated(query.Host), service = Terminated(query.Service))
        {
            var status = Libc.getaddrinfo(host, service, &hints, &first);
            if (status != 0)
            {
                return NameAnswer.Failed(ResolverErrors.FromStatus(status, Marshal.GetLastPInvokeError()));
            }
        }

        try
        {
            return NameAnswer.Of(Read((AddressInfo*)first, query));
        }
        finally
        {
            Libc.freeaddrinfo(first);
        }
    }

    internal static NameAnswer Ask(EndpointQuery query)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        var size = RawEndPoint.Write(new Span<byte>(sockaddr, RawEndPoint.MaxSize), query.Endpoint);
        var host = stackalloc byte[HostSize];
        var service = stackalloc byte[ServiceSize];
        var status = Libc.getnameinfo(sockaddr, size, host, HostSize, service, ServiceSize, query.Flags | NI_DGRAM);
        return status == 0
            ? NameAnswer.Of([new NamedEndpoint(query.Endpoint, Bytes(host), Bytes(service))])
            : NameAnswer.Failed(ResolverErrors.FromStatus(status, Marshal.GetLastPInvokeError()));
    }

    private static List<NamedEndpoint> Read(AddressInfo* first, AddressQuery query)
    {
        var host = first->CanonicalName is null ? query.Host : Bytes(first->CanonicalName);
        var found = new List<NamedEndpoint>();
        for (var info = first; info is not null; info = info->Next)
        {
            if (info->Family is AF_INET or AF_INET6)
            {
                var family = info->Family == AF_INET6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
                var endpoint = RawEndPoint.Read(new ReadOnlySpan<byte>(info->Address, (int)info->AddressSize), family);
                found.Add(new NamedEndpoint(endpoint, host, query.Service));
            }
        }

        return found;
    }

    /// <summary>
    /// Returns the text with a zero byte at the end. Returns no bytes for an empty text, so that "fixed" gives a null
    /// pointer.
    /// </summary>
    private static byte[] Terminated(byte[] text) => text.Length == 0 ? [] : [.. text, 0];

    private static byte[] Bytes(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();
}
