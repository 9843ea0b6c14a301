using Moonwire.Modules.ByteSpan;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Sockets;
using Moonwire.Runtime.Streams;

namespace Moonwire.Modules.Pipe;

/// <summary>
/// <c>pipe</c>: pipes, and streams of other descriptors. The functions that read and write suspend until there is input
/// or room.
/// </summary>
internal sealed unsafe class PipeModule(
    ModuleContext context, SpanType spans, ObjectType<FileDescriptor> descriptors, StreamTypes types) : LuaModule
{
    private readonly FiberScheduler _fibers = context.Fibers;

    public override string Name => "pipe";

    public override string Shim => "pipe.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("pair", Pair),
        new("new_reader", NewReader, Shown: "new"),
        new("new_writer", NewWriter, Shown: "new"),
        new("read_some", ReadSome),
        new("read_line", ReadLine),
        new("check_lines", CheckLines, Shown: "lines"),
        new("next_line", ReadLine, Shown: "lines"),
        new("read_text", ReadText),
        new("write_some", WriteSome),
        new("write", Write),
        new("close", Close),
        new("cancel", Cancel),
        new("assign", Assign),
        new("release", Release),
        new("dup", Duplicate),
        new("isatty", call => call.Return(types.Get(call, 1).IsTerminal())),
        new("tcgetpgrp", call => call.Return((long)types.Get(call, 1).ForegroundGroup())),
        new("tcsetpgrp", SetForegroundGroup),
        new("is_open", call => call.Return(types.Get(call, 1).IsOpen)),
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(types.Readers).Add(types.Writers);

    /// <summary><c>pair() -> pipe.read_stream, pipe.write_stream</c>: the two ends of a new pipe.</summary>
    private int Pair(LuaCall call)
    {
        call.TakesNone();
        var (reader, writer) = (new ReadStream(context.Loop), new WriteStream(context.Loop));
        types.Readers.Push(call.Stack, reader);
        types.Writers.Push(call.Stack, writer);
        DescriptorLimit.Make(call, () => PipeEnds.Open(reader, writer));
        return 2;
    }

    /// <summary><c>read_stream.new([fd: file_descriptor]) -> pipe.read_stream</c></summary>
    private int NewReader(LuaCall call)
    {
        var descriptor = Given(call);
        var stream = new ReadStream(context.Loop);
        types.Readers.Push(call.Stack, stream);
        return Assigned(stream, descriptor);
    }

    /// <summary><c>write_stream.new([fd: file_descriptor]) -> pipe.write_stream</c></summary>
    private int NewWriter(LuaCall call)
    {
        var descriptor = Given(call);
        var stream = new WriteStream(context.Loop);
        types.Writers.Push(call.Stack, stream);
        return Assigned(stream, descriptor);
    }

    /// <summary>
    /// <c>read_some(self, buffer: byte_span) -> integer</c>: reads at least one byte, unless the buffer is empty.
    /// Raises eof at the end of the stream.
    /// </summary>
    private int ReadSome(LuaCall call)
    {
        var stream = types.Readers.Get(call, 1);
        var span = spans.Get(call, 2);
        _fibers.RequireSuspendable(call);
        var wait = new StreamRead(stream, ReadKind.Some);
        wait.Prepare(span->Data, (int)span->Length);
        return Finish(call, wait, stream.Read(wait));
    }

    /// <summary>
    /// <c>read_line(self[, max: integer]) -> string|nil</c>: nil at the end of the stream. Raises EMSGSIZE for a longer
    /// line.
    /// </summary>
    private int ReadLine(LuaCall call) => ReadHeld(call, ReadKind.Line);

    /// <summary>
    /// <c>read_text(self[, max: integer]) -> string</c>: all bytes until the end of the stream. Raises EMSGSIZE for
    /// more than max bytes.
    /// </summary>
    private int ReadText(LuaCall call) => ReadHeld(call, ReadKind.Text);

    /// <summary>
    /// A part of <c>lines(self[, max: integer]) -> function</c>: checks the arguments. The iterator calls next_line.
    /// </summary>
    private int CheckLines(LuaCall call)
    {
        _ = types.Readers.Get(call, 1);
        _ = Max(call);
        return 0;
    }

    private int ReadHeld(LuaCall call, ReadKind kind)
    {
        var stream = types.Readers.Get(call, 1);
        var max = Max(call);
        _fibers.RequireSuspendable(call);
        var wait = new StreamRead(stream, kind) { Max = max, Named = call.Function };
        return Finish(call, wait, stream.Read(wait));
    }

    private static int Max(LuaCall call)
    {
        var max = call.Integer(2, int.MaxValue);
        return max is >= 0 and <= int.MaxValue
            ? (int)max
            : throw LuaCall.Invalid(2, $"{max} is not a number of bytes to read at most");
    }

    /// <summary>
    /// <c>write_some(self, buffer: byte_span|string) -> integer</c>: writes at least one byte, unless the buffer is
    /// empty.
    /// </summary>
    private int WriteSome(LuaCall call) => Write(call, writesAll: false);

    /// <summary><c>write(self, text: string|byte_span) -> integer</c>: writes all bytes.</summary>
    private int Write(LuaCall call) => Write(call, writesAll: true);

    private int Write(LuaCall call, bool writesAll)
    {
        var stream = types.Writers.Get(call, 1);
        var bytes = spans.Bytes(call, 2);
        _fibers.RequireSuspendable(call);
        var wait = new StreamWrite(stream, writesAll);
        fixed (byte* start = bytes)
        {
            wait.Prepare(start, bytes.Length); // the bytes are in Lua's memory, which does not move
        }

        return Finish(call, wait, stream.Write(wait));
    }

    /// <summary><c>close(self)</c>: waiting fibers see operation_aborted; closing again does nothing.</summary>
    private int Close(LuaCall call)
    {
        types.Get(call, 1).Close();
        return 0;
    }

    /// <summary>
    /// <c>cancel(self)</c>: waiting fibers see operation_aborted. Raises EBADF if the stream is closed.
    /// </summary>
    private int Cancel(LuaCall call)
    {
        types.Get(call, 1).Cancel();
        return 0;
    }

    /// <summary>
    /// <c>assign(self, fd: file_descriptor)</c>: passes the descriptor to the stream. Raises already_open if the stream
    /// is open.
    /// </summary>
    private int Assign(LuaCall call)
    {
        types.Get(call, 1).Assign(descriptors.Get(call, 2));
        return 0;
    }

    /// <summary>
    /// <c>release(self) -> file_descriptor</c>: takes the descriptor from the stream, which is closed afterwards.
    /// Raises EBUSY if the stream holds bytes that no operation has taken.
    /// </summary>
    private int Release(LuaCall call)
    {
        var stream = types.Get(call, 1);
        descriptors.PushNew(call, _ => stream.Release());
        return 1;
    }

    /// <summary><c>dup(self) -> file_descriptor</c>: another descriptor of the same open file.</summary>
    private int Duplicate(LuaCall call)
    {
        var stream = types.Get(call, 1);
        descriptors.PushNew(call, call => DescriptorLimit.Make(call, stream.Duplicate));
        return 1;
    }

    /// <summary><c>tcsetpgrp(self, group: integer)</c></summary>
    private int SetForegroundGroup(LuaCall call)
    {
        var stream = types.Get(call, 1);
        var group = call.Integer(2);
        stream.SetForegroundGroup(group is > 0 and <= int.MaxValue
            ? (int)group
            : throw LuaCall.Invalid(2, $"{group} is not a process group"));
        return 0;
    }

    private int ToText(LuaCall call)
    {
        var stream = types.Get(call, 1);
        var name = stream is ReadStream ? types.Readers.Name : types.Writers.Name;
        return call.Return($"{name} ({(stream.IsOpen ? stream.Name : "closed")})");
    }

    /// <summary>Returns the descriptor for a new stream, or null if the argument is absent.</summary>
    private FileDescriptor? Given(LuaCall call) => call.IsAbsent(1) ? null : descriptors.Get(call, 1);

    private static int Assigned(StreamSource stream, FileDescriptor? descriptor)
    {
        if (descriptor is not null)
        {
            stream.Assign(descriptor);
        }

        return 1;
    }

    /// <summary>
    /// Returns the outcome of a finished wait, or parks the fiber until the wait is finished. A fiber without budget
    /// lets other fibers run first.
    /// </summary>
    private int Finish(LuaCall call, Wait wait, bool isDone) =>
        !isDone ? _fibers.Park(call, wait)
        : !_fibers.TrySpendBudget() ? _fibers.ParkReady(call, wait)
        : wait.ReturnOutcome(call.Stack);
}
