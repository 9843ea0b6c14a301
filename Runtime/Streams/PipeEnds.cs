using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Streams;

/// <summary>Makes pipes.</summary>
public static class PipeEnds
{
    /// <summary>Makes a pipe and opens the two streams, which must not be open yet, on its ends.</summary>
    public static void Open(ReadStream reader, WriteStream writer)
    {
        var (readEnd, writeEnd) = Make();
        reader.Open(readEnd);
        writer.Open(writeEnd);
    }

    /// <summary>Makes a pipe and returns the descriptors of its ends.</summary>
    internal static (int ReadEnd, int WriteEnd) Make()
    {
        EndpointErrors.RequireLinux("a pipe");
        var result = StreamCalls.MakePipe(out var readEnd, out var writeEnd);
        return result >= 0 ? (readEnd, writeEnd) : throw new LuaFailure(LuaError.System(-result));
    }
}
