using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>A descriptor that a script owns, until it is closed or given to a socket.</summary>
public sealed class FileDescriptor
{
    private const int None = -1;

    private int _number;

    internal FileDescriptor(int number) => _number = number;

    /// <summary>What a socket that was released had taken from the system: the socket that this is given to receives it first.</summary>
    internal StashedDatagram? Stashed { get; init; }

    public bool IsOpen => _number != None;

    /// <summary>The number; EBADF when the descriptor is closed or was given away.</summary>
    public int Number => IsOpen ? _number : throw new LuaFailure(LuaError.System(Errno.EBADF) with { Detail = "the descriptor is closed or was given to a socket" });

    public void Close()
    {
        var number = Take();
        var result = SocketCalls.Close(number);
        if (result < 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }
    }

    /// <summary>Another descriptor of the same open file.</summary>
    public FileDescriptor Duplicate()
    {
        var result = SocketCalls.Duplicate(Number);
        return result >= 0 ? new FileDescriptor(result) : throw new LuaFailure(LuaError.System(-result));
    }

    /// <summary>The collector took it: closes it if the script did not.</summary>
    public void Collect()
    {
        if (IsOpen)
        {
            _ = SocketCalls.Close(Take());
        }
    }

    /// <summary>Gives the descriptor away: it is the caller's to close.</summary>
    internal int Take()
    {
        var number = Number;
        _number = None;
        return number;
    }
}
