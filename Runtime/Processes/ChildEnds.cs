using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;
using Moonwire.Runtime.Streams;

namespace Moonwire.Runtime.Processes;

/// <summary>Gives a child its descriptors and starts it.</summary>
public sealed class ChildEnds(EventLoop loop, ChildProcess child, SpawnPlan plan)
{
    /// <summary>The number of standard descriptors.</summary>
    public const int Standard = 3;

    private const int F_GETFL = 3;

    private readonly ChildEndKind[] _kinds = new ChildEndKind[Standard];

    /// <summary>Gives the child a descriptor that the script owns, under this number.</summary>
    public void Give(int number, FileDescriptor descriptor) => plan.Descriptors[number] = descriptor.Number;

    /// <summary>Sets the kind of a standard descriptor of the child.</summary>
    public void Give(int number, ChildEndKind kind)
    {
        _kinds[number] = kind;
        if (kind == ChildEndKind.Shared)
        {
            // a placeholder stands for a descriptor that was closed when moonwire started; the child must not get it
            plan.Descriptors[number] = (Libc.fcntl(number, F_GETFL, 0) & Libc.O_PATH) != 0 ? -1 : number;
        }
        else if (kind == ChildEndKind.Pipe && number == 0)
        {
            child.Input = new WriteStream(loop);
        }
        else if (kind == ChildEndKind.Pipe)
        {
            var stream = new ReadStream(loop) { IsOfChild = true };
            (child.Output, child.Errors) = number == 1 ? (stream, child.Errors) : (child.Output, stream);
        }
    }

    /// <summary>Makes the pipes and starts the program. After a failure all pipes are closed.</summary>
    public void Start()
    {
        LuaInstance.FlushOutput(); // the output of the script comes before the output of the child
        var given = new List<int>();
        try
        {
            for (var number = 0; number < Standard; number++)
            {
                if (_kinds[number] is ChildEndKind.Pipe or ChildEndKind.Broken)
                {
                    MakePipe(number, given);
                }
            }

            child.Start(plan);
            child.KeepOutput();
        }
        catch (LuaFailure)
        {
            child.Input?.Close();
            child.Output?.Close();
            child.Errors?.Close();
            throw;
        }
        finally
        {
            given.ForEach(static descriptor => _ = SocketCalls.Close(descriptor));
        }
    }

    private void MakePipe(int number, List<int> given)
    {
        var (readEnd, writeEnd) = PipeEnds.Make();
        var (theirs, ours) = number == 0 ? (readEnd, writeEnd) : (writeEnd, readEnd);
        plan.Descriptors[number] = theirs;
        given.Add(theirs);
        if (_kinds[number] == ChildEndKind.Broken)
        {
            given.Add(ours);
        }
        else if (number == 0)
        {
            child.Input!.Open(ours);
        }
        else
        {
            (number == 1 ? child.Output : child.Errors)!.Open(ours);
        }
    }
}

/// <summary>The kinds of standard descriptors of a child.</summary>
public enum ChildEndKind
{
    /// <summary>A descriptor that the script owns.</summary>
    Given,

    /// <summary>The parent's descriptor with the same number.</summary>
    Shared,

    /// <summary>A pipe to the script.</summary>
    Pipe,

    /// <summary>A pipe whose other end is closed.</summary>
    Broken,
}
