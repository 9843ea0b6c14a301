using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>A descriptor that a script owns until the script closes it or gives it to a socket.</summary>
public sealed class FileDescriptor
{
    private const int None = -1;

    /// <summary>The numbers that were taken over by <see cref="FromNumber"/>.</summary>
    private static readonly HashSet<int> TakenOver = [];

    private int _number;

    internal FileDescriptor(int number) => _number = number;

    /// <summary>
    /// The datagram that a released socket had already taken from the kernel, or null. The socket that gets this
    /// descriptor receives this datagram first.
    /// </summary>
    internal StashedDatagram? Stashed { get; init; }

    public bool IsOpen => _number != None;

    /// <summary>The descriptor's number. Throws EBADF if the descriptor is closed or was given to a socket.</summary>
    public int Number => IsOpen ? _number : throw new LuaFailure(LuaError.System(Errno.EBADF) with
    {
        Detail = "the descriptor is closed or was given to a socket",
    });

    /// <summary>
    /// Takes over an inherited descriptor, and sets its FD_CLOEXEC. Throws like <see cref="RequireInherited"/>.
    /// </summary>
    public static FileDescriptor FromNumber(int number)
    {
        RequireInherited(number);
        SocketCalls.SetInherited(number, isInherited: false);
        lock (TakenOver)
        {
            _ = TakenOver.Add(number);
        }

        return new FileDescriptor(number);
    }

    /// <summary>
    /// Raises EPERM if the descriptor was taken over before. Raises EBADF if the number is not open, or is one of
    /// moonwire's own descriptors, which have FD_CLOEXEC.
    /// </summary>
    public static void RequireInherited(int number)
    {
        if (SocketCalls.IsInherited(number))
        {
            return;
        }

        lock (TakenOver)
        {
            throw new LuaFailure(TakenOver.Contains(number)
                ? LuaError.Generic(Errno.EPERM) with { Detail = $"descriptor {number} was taken over before" }
                : LuaError.System(Errno.EBADF) with { Detail = $"no descriptor {number} was passed to this program" });
        }
    }

    /// <summary>Undoes <see cref="FromNumber"/>.</summary>
    public void GiveBack()
    {
        var number = Take();
        SocketCalls.SetInherited(number, isInherited: true);
        lock (TakenOver)
        {
            _ = TakenOver.Remove(number);
        }
    }

    public void Close()
    {
        var number = Take();
        var result = SocketCalls.Close(number);
        if (result < 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }
    }

    /// <summary>Returns a duplicate, which refers to the same open file.</summary>
    public FileDescriptor Duplicate()
    {
        var result = SocketCalls.Duplicate(Number);
        return result >= 0 ? new FileDescriptor(result) : throw new LuaFailure(LuaError.System(-result));
    }

    /// <summary>
    /// Closes the descriptor if it is still open. Called when Lua's collector frees the script's value.
    /// </summary>
    public void Collect()
    {
        if (IsOpen)
        {
            _ = SocketCalls.Close(Take());
        }
    }

    /// <summary>
    /// Gives up ownership of the descriptor, and returns its number. The caller must close the descriptor.
    /// </summary>
    internal int Take()
    {
        var number = Number;
        _number = None;
        return number;
    }
}
