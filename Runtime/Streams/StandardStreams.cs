using Moonwire.Runtime.Fibers;

namespace Moonwire.Runtime.Streams;

/// <summary>Makes streams for descriptors 0, 1 and 2. The descriptors stay open when the streams are closed.</summary>
public static class StandardStreams
{
    public static ReadStream Input(EventLoop loop)
    {
        var stream = new ReadStream(loop);
        stream.Open(0, isOwner: false);
        return stream;
    }

    public static WriteStream Output(EventLoop loop, int number)
    {
        var stream = new WriteStream(loop);
        stream.Open(number, isOwner: false);
        return stream;
    }
}
