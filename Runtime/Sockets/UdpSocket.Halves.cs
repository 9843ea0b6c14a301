using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>Options that the kernel keeps twice: for what goes by IPv4, and for what goes by IPv6.</summary>
public sealed partial class UdpSocket
{
    private static readonly (int Level, int Number) V6Only = (41, 26);

    /// <summary>Sets an integer option of both halves, as <see cref="SetOption(ValueTuple{int, int}, ReadOnlySpan{byte}, ValueTuple{int, int}, ReadOnlySpan{byte})"/> does.</summary>
    public void SetOption((int Level, int Number) v4, (int Level, int Number) v6, int value)
    {
        var bytes = BitConverter.GetBytes(value);
        SetOption(v4, bytes, v6, bytes);
    }

    /// <summary>
    /// Sets an option of both halves: on a v6 socket both, because its datagrams to mapped addresses go by IPv4. IPv4's
    /// comes first: it takes fewer values, and a refusal leaves both as they were. A v6_only socket has no use for it.
    /// </summary>
    public void SetOption((int Level, int Number) v4, ReadOnlySpan<byte> v4Value, (int Level, int Number) v6, ReadOnlySpan<byte> v6Value)
    {
        var socket = RequireOpen();
        if (Family == AddressFamily.InterNetwork)
        {
            SetOption(v4, v4Value);
            return;
        }

        var result = OperatingSystem.IsLinux() ? SocketCalls.SetOption(socket, v4.Level, v4.Number, v4Value) : 0;
        if (result < 0 && GetOption(V6Only) == 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }

        SetOption(v6, v6Value);
    }
}
