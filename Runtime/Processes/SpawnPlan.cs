using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Processes;

/// <summary>
/// The program to start, and the attributes of the child. Each list of strings is one byte array in which every string
/// ends with a NUL byte.
/// </summary>
public sealed unsafe class SpawnPlan
{
    public const int MaxDescriptors = ProcessCalls.MaxDescriptors;

    private readonly List<nint> _memory = [];

    /// <summary>The paths to try, in order.</summary>
    public required byte[] Programs { get; init; }

    /// <summary>The name that the script gave.</summary>
    public required string ProgramName { get; init; }

    public required byte[] Arguments { get; init; }

    public required byte[] Environment { get; init; }

    public byte[]? WorkingDirectory { get; init; }

    /// <summary>The descriptor of an open file to execute, or -1.</summary>
    public int Program { get; init; } = -1;

    public bool StartsSession { get; init; }

    /// <summary>The process group. -1 inherits the parent's, and 0 makes a new one.</summary>
    public int Group { get; init; } = -1;

    /// <summary>The umask, or -1 for the parent's.</summary>
    public int Mask { get; init; } = -1;

    public int DeathSignal { get; init; }

    /// <summary>
    /// For each descriptor number in the child, the descriptor of this process that it gets, or -1 if closed.
    /// </summary>
    public int[] Descriptors { get; } = [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1];

    /// <summary>Starts the program and returns its process id.</summary>
    internal int Start()
    {
        ChildPlan plan = new()
        {
            Program = Program,
            NewSession = StartsSession ? 1 : 0,
            Group = Group,
            Mask = Mask,
            DeathSignal = DeathSignal,
        };
        try
        {
            plan.Programs = List(Programs);
            plan.Arguments = List(Arguments);
            plan.ShellArguments = List([.. "sh\0"u8, 0, .. WithoutFirst(Arguments)]);
            plan.Environment = List(Environment);
            plan.WorkingDirectory = WorkingDirectory is { } folder ? Text([.. folder, 0]) : null;
            for (var i = 0; i < MaxDescriptors; i++)
            {
                plan.Descriptors[i] = Descriptors[i];
            }

            var number = ProcessCalls.Spawn(&plan);
            return number > 0 ? number : throw Failure(plan.Step, plan.Error);
        }
        catch (PlatformNotSupportedException)
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with
            {
                Detail = "this build of moonwire cannot start programs: it has no C function for that",
            });
        }
        finally
        {
            _memory.ForEach(static block => NativeMemory.Free((void*)block));
            _memory.Clear();
        }
    }

    private string SearchedPlace => ProgramName.Contains('/', StringComparison.Ordinal) || ProgramName.Length == 0
        ? ""
        : " in the folders of PATH";

    private LuaFailure Failure(ChildStep step, int errno) => new(LuaError.System(errno) with
    {
        Detail = step switch
        {
            ChildStep.Execute when errno == Errno.ENOENT => $"there is no program '{ProgramName}'{SearchedPlace}",
            ChildStep.Execute => $"the program '{ProgramName}' cannot be executed",
            ChildStep.Directory => "the working_directory cannot be entered",
            ChildStep.Session => "the child cannot start a session",
            ChildStep.Group => "the child cannot enter the process_group",
            ChildStep.DeathSignal => "the pdeathsig cannot be set",
            ChildStep.Descriptors => "the child's descriptors cannot be arranged",
            _ => "the child cannot be made",
        },
    });

    private static ReadOnlySpan<byte> WithoutFirst(byte[] list) => list.AsSpan(Array.IndexOf(list, (byte)0) + 1);

    /// <summary>Returns an array of pointers to the strings of a list. The last pointer is null.</summary>
    private byte** List(byte[] strings)
    {
        var count = strings.AsSpan().Count((byte)0);
        var text = Text(strings);
        var list = (byte**)Allocate((nuint)(count + 1) * (nuint)sizeof(byte*));
        for (int i = 0, start = 0; i < count; i++)
        {
            list[i] = text + start;
            start += strings.AsSpan(start).IndexOf((byte)0) + 1;
        }

        list[count] = null;
        return list;
    }

    private byte* Text(byte[] bytes)
    {
        var copy = Allocate((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }

    private byte* Allocate(nuint size)
    {
        var block = (byte*)NativeMemory.Alloc(size);
        _memory.Add((nint)block);
        return block;
    }
}
