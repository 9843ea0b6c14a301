using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Os;

namespace Moonwire.Modules.Testing;

/// <summary>
/// The system functions that the Lua files of <c>moonwire test</c> call. Scripts cannot reach these functions. No
/// function suspends.
/// </summary>
internal sealed class TestingModule : LuaModule
{
    public override string Name => "testing";

    public override string Shim => "testing.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("list", List),
        new("stat", Stat),
        new("make_folder", MakeFolder),
        new("current_folder", static call => call.Return(LosslessText.Encode(Environment.CurrentDirectory))),
        new("executable", Executable),
        new("processors", static call => call.Return((long)Environment.ProcessorCount)),
        new("columns", static call => call.Return((long)TestCalls.Columns((int)call.Integer(1)))),
        new("adopt_orphans", AdoptOrphans),
        new("has_children", static call => call.Return(TestCalls.HasChildren())),
        new("kill", static call => call.Return((long)TestCalls.Kill((int)call.Integer(1), (int)call.Integer(2)))),
        new("reap", static call => call.Return((long)TestCalls.Reap((int)call.Integer(1)))),
        new("close_on_exec", static call => call.Return((long)TestCalls.CloseOnExec((int)call.Integer(1)))),
        new("write", static call => call.Return((long)TestCalls.Write((int)call.Integer(1), call.Bytes(2)))),
        new("watch_files", static call => call.Return((long)TestCalls.WatchFiles())),
        new("watch_path", WatchPath),
    ];

    /// <summary>
    /// <c>list(path: string) -> table|nil</c>: the names in a folder, in any order. The name of a subfolder ends with
    /// "/". The result is nil if the folder cannot be read.
    /// </summary>
    private static int List(LuaCall call)
    {
        if (FileCalls.NamesIn(call.Bytes(1)) is not { } names)
        {
            return call.ReturnNil();
        }

        call.Stack.PushTable(names.Count);
        var position = 0;
        foreach (var (name, isFolder) in names)
        {
            call.Stack.Push(isFolder ? [.. name, (byte)'/'] : name);
            call.Stack.SetElement(-2, ++position);
        }

        return 1;
    }

    /// <summary>
    /// <c>stat(path: string) -> string|nil, integer</c>: "file", "folder", "special" or "descriptor", and the Unix time
    /// of the last change in seconds. The result is nil if the path does not exist.
    /// </summary>
    private static int Stat(LuaCall call)
    {
        var kind = FileCalls.KindOf(call.Bytes(1), out var changed);
        if (kind == FileKind.None)
        {
            return call.ReturnNil();
        }

        call.Stack.Push(kind switch
        {
            FileKind.Regular => "file",
            FileKind.Folder => "folder",
            FileKind.Descriptor => "descriptor",
            _ => "special",
        });
        call.Stack.Push(changed);
        return 2;
    }

    /// <summary><c>make_folder(path: string) -> boolean</c>: creates the folder and its parent folders.</summary>
    private static int MakeFolder(LuaCall call)
    {
        try
        {
            _ = Directory.CreateDirectory(LosslessText.Decode(call.Bytes(1)));
            return call.Return(true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return call.Return(false);
        }
    }

    /// <summary>
    /// <c>executable() -> string, string|nil</c>: the path of this program. If <c>dotnet</c> runs the program, the
    /// second result is the path of its assembly.
    /// </summary>
    private static int Executable(LuaCall call)
    {
        call.Stack.Push(LosslessText.Encode(Environment.ProcessPath ?? "moonwire"));
        var first = Environment.GetCommandLineArgs()[0];
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            call.Stack.Push(LosslessText.Encode(first));
        }
        else
        {
            call.Stack.PushNil();
        }

        return 2;
    }

    private static int AdoptOrphans(LuaCall call)
    {
        TestCalls.AdoptOrphans();
        return 0;
    }

    /// <summary><c>watch_path(descriptor: integer, path: string, mask: integer) -> integer</c></summary>
    private static int WatchPath(LuaCall call) =>
        call.Return((long)TestCalls.WatchPath((int)call.Integer(1), call.Bytes(2), (uint)call.Integer(3)));
}
