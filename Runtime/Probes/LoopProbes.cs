using System.Net.Sockets;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Probes;

/// <summary>Checks the engine and the syscalls that the loop waits with.</summary>
internal static class LoopProbes
{
    private const long Patience = 1_000_000_000;
    private const string NoEpoll =
        "the system refuses it, so poll(2) watches all sockets, which takes longer for each of many";

    internal static ProbeFinding Engine()
    {
        const int answer = 42;
        using var lua = new LuaInstance(ignoreEnvironment: true);
        var works = lua.Stack.TryLoad("return 6 * 7"u8, "=probe"u8) && lua.Stack.TryCall(0, 1)
            && lua.Stack.TryInteger(-1, out var result) && result == answer;
        var place = LuaLibrary.IsFromMemory ? "opened from memory (memfd_create, dlopen)" : "opened from a file";
        return new ProbeFinding(
            works,
            works ? $"{LuaInstance.Version}, {place}" : "a chunk does not return the right result");
    }

    internal static ProbeFinding Readiness()
    {
        const int slot = 7;
        if (!OperatingSystem.IsLinux())
        {
            return new ProbeFinding(false, "epoll is Linux's; the portable backend is used here");
        }

        using var epoll = Epoll.TryOpen(exact: false);
        if (epoll is null)
        {
            return new ProbeFinding(false, NoEpoll);
        }

        using var socket = SocketProbes.Bound(v6: false);
        if (!epoll.TryAdd((int)socket.SafeHandle.DangerousGetHandle(), slot, Interest.Input))
        {
            return new ProbeFinding(false, NoEpoll);
        }

        _ = socket.SendTo("x"u8, SocketFlags.None, socket.LocalEndPoint!);
        var works = epoll.Wait(Patience) == 1 && epoll.SlotOf(0) == slot;
        return new ProbeFinding(works, works ? "a datagram is reported" : "a datagram is not reported within a second");
    }

    internal static ProbeFinding ExactWait()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new ProbeFinding(false, "epoll is Linux's");
        }

        using var epoll = Epoll.TryOpen(exact: true);
        if (epoll is null || epoll.Wait(1) < 0)
        {
            return new ProbeFinding(false, NoEpoll);
        }

        return new ProbeFinding(epoll.IsExact, epoll.IsExact
            ? "timers are exact to the microsecond"
            : "the system lacks it, so timers are exact to the millisecond only; it came with Linux 5.11");
    }
}
