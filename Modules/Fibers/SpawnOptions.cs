using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Fibers;

/// <summary>The table that <c>spawn</c> takes before the function.</summary>
/// <param name="IsDaemon">Null if the table does not have the field. The fiber is then a daemon if its parent is
/// one.</param>
/// <param name="Name">The name for reports, or null.</param>
internal readonly record struct SpawnOptions(bool? IsDaemon, string? Name)
{
    private static readonly string[] Known = ["daemon", "name"];

    /// <summary>
    /// Reads the first argument, which is a table. EINVAL (generic, arg 1) for a field of a wrong type.
    /// </summary>
    internal static SpawnOptions Read(LuaCall call)
    {
        var stack = call.Stack;
        bool? isDaemon = stack.PushField(1, "daemon") switch
        {
            LuaType.Nil => null,
            LuaType.Boolean => stack.ToBoolean(-1),
            _ => throw LuaCall.Invalid(1, "the field 'daemon' is a boolean"),
        };
        var name = stack.PushField(1, "name") switch
        {
            LuaType.Nil => null,
            LuaType.String => call.Text(-1),
            _ => throw LuaCall.Invalid(1, "the field 'name' is a string"),
        };
        stack.Pop(2);
        Check(call);
        return new SpawnOptions(isDaemon, name);
    }

    /// <summary>Refuses an unknown field, because it may be a misspelt option.</summary>
    private static void Check(LuaCall call)
    {
        var stack = call.Stack;
        stack.PushNil();
        while (stack.Next(1))
        {
            stack.Pop();
            var field = stack.TypeOf(-1) == LuaType.String ? call.Text(-1) : "?";
            if (!Array.Exists(Known, known => known == field))
            {
                throw LuaCall.Invalid(1, $"there is no option '{field}'{NearestName.Hint(field, Known)}");
            }
        }
    }
}
