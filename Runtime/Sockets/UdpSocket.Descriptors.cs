using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>The socket's descriptor, given away and taken over.</summary>
public sealed partial class UdpSocket
{
    /// <summary>Whether an open socket has one of the last descriptors that the process may have.</summary>
    public bool HasOneOfTheLast(int count) => SpareDescriptors.IsAmongLast(count, (int)RequireOpen().SafeHandle.DangerousGetHandle());

    /// <summary>
    /// Gives the descriptor away as a new one of the same open file, and closes the socket. Waiting fibers see
    /// operation_aborted; queued datagrams stay queued, and one that is held goes with the result.
    /// </summary>
    public FileDescriptor Release()
    {
        var duplicate = SocketCalls.Duplicate((int)RequireOpen().SafeHandle.DangerousGetHandle());
        if (duplicate < 0)
        {
            throw new LuaFailure(LuaError.System(-duplicate));
        }

        return new FileDescriptor(duplicate) { Held = Leave().CloseReleased() };
    }

    /// <summary>Takes over a descriptor, which must be a datagram socket of the family.</summary>
    /// <param name="family">What the socket is said to be.</param>
    /// <param name="descriptor">Given away on success, kept by its owner on failure.</param>
    /// <param name="argument">Whom a descriptor of something else is blamed on.</param>
    public void Assign(AddressFamily family, FileDescriptor descriptor, int argument)
    {
        const int linuxInet = 2;
        const int linuxInet6 = 10;
        if (IsOpen)
        {
            throw new LuaFailure(new LuaError(ErrorCategory.Misc, MiscErrors.AlreadyOpen));
        }

        if (!SocketCalls.IsDatagramSocket(descriptor.Number, out var domain))
        {
            throw LuaFailure.BadArgument(argument, $"/dev/fd/{descriptor.Number} is not a datagram socket");
        }

        if (domain != (family == AddressFamily.InterNetworkV6 ? linuxInet6 : linuxInet))
        {
            throw LuaFailure.BadArgument(argument, $"/dev/fd/{descriptor.Number} is a socket of another family", Errno.EAFNOSUPPORT);
        }

        var held = descriptor.Held;
        _socket = new Socket(new SafeSocketHandle(descriptor.Take(), ownsHandle: true));
        AdoptPeer();
        Adopt("assigned");
        if (held is not null)
        {
            _channel!.Inherit(held);
        }
    }
}
