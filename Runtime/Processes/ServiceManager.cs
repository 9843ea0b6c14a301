using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Processes;

/// <summary>
/// Talks to the service manager that has started moonwire, with the protocols of sd_listen_fds(3) and sd_notify(3).
/// </summary>
public static unsafe class ServiceManager
{
    private const int FirstDescriptor = 3;

    /// <summary>Returns the numbers and names of the passed descriptors. The numbers begin at 3.</summary>
    public static IEnumerable<(int Number, string Name)> ListenDescriptors()
    {
        if (Variable("LISTEN_PID") != $"{Environment.ProcessId}"
            || !int.TryParse(Variable("LISTEN_FDS"), out var count))
        {
            yield break;
        }

        var names = (Variable("LISTEN_FDNAMES") ?? "").Split(':');
        for (var i = 0; i < count; i++)
        {
            yield return (FirstDescriptor + i, i < names.Length && names[i].Length > 0 ? names[i] : "unknown");
        }
    }

    /// <summary>
    /// Unsets the variables of the passed descriptors, because a child that inherits them could mistake the
    /// descriptors for its own.
    /// </summary>
    public static void UnsetListenVariables()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Libc.unsetenv("LISTEN_PID");
            _ = Libc.unsetenv("LISTEN_FDS");
            _ = Libc.unsetenv("LISTEN_FDNAMES");
        }
    }

    /// <summary>Sends a state to the service manager. Returns false if there is no NOTIFY_SOCKET.</summary>
    public static bool Notify(byte[] state)
    {
        if (Variable("NOTIFY_SOCKET") is not { Length: > 0 } name)
        {
            return false;
        }

        var result = name.Length > 1 && name[0] is '/' or '@' ? Send(name, state) : -Errno.EINVAL;
        return result >= 0
            ? true
            : throw new LuaFailure(LuaError.System(-result) with { Detail = $"NOTIFY_SOCKET is {name}" });
    }

    /// <summary>Sends a datagram to a Unix socket. Returns 0 or a negated errno.</summary>
    private static int Send(string name, byte[] state)
    {
        const int AF_UNIX = 1, SOCK_DGRAM = 2, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000, MaxPath = 108;
        var path = Encoding.UTF8.GetBytes(name);
        if (path.Length >= MaxPath || !OperatingSystem.IsLinux())
        {
            return -Errno.EINVAL;
        }

        var address = stackalloc byte[sizeof(ushort) + MaxPath];
        new Span<byte>(address, sizeof(ushort) + MaxPath).Clear();
        *(ushort*)address = AF_UNIX;
        path.CopyTo(new Span<byte>(address + sizeof(ushort), MaxPath));
        var isAbstract = name[0] == '@';
        if (isAbstract)
        {
            address[sizeof(ushort)] = 0;
        }

        var socket = Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        var isSent = socket >= 0
            && Libc.connect(socket, address, sizeof(ushort) + path.Length + (isAbstract ? 0 : 1)) == 0
            && Libc.write(socket, state, (nuint)state.Length) >= 0;
        var errno = isSent ? 0 : Marshal.GetLastPInvokeError();
        if (socket >= 0)
        {
            _ = SocketCalls.Close(socket);
        }

        return -errno;
    }

    private static string? Variable(string name)
    {
        foreach (var (key, value) in ProcessFacts.Environment())
        {
            if (Encoding.UTF8.GetString(key) == name)
            {
                return Encoding.UTF8.GetString(value);
            }
        }

        return null;
    }
}
