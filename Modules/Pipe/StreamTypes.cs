using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Streams;

namespace Moonwire.Modules.Pipe;

/// <summary>
/// The userdata of streams. A collected stream has no waits, because a fiber that waits has the stream on its stack.
/// </summary>
internal sealed class StreamTypes
{
    private const int Cost = 440;

    internal ObjectType<ReadStream> Readers { get; } = new("pipe.read_stream", static stream => stream.Close(), Cost);

    internal ObjectType<WriteStream> Writers { get; } = new("pipe.write_stream", static stream => stream.Close(), Cost);

    /// <summary>Returns the stream of an argument: a reader or a writer.</summary>
    internal StreamSource Get(LuaCall call, int argument) =>
        (StreamSource?)Readers.TryGet(call.Stack, argument) ?? Writers.TryGet(call.Stack, argument)
            ?? throw call.Wrong(argument, "pipe.read_stream or pipe.write_stream");
}
