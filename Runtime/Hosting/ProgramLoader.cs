using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Passes a program's steps to the function of program.lua that runs them, and sets the global <c>arg</c>.
/// </summary>
internal static class ProgramLoader
{
    private static readonly RegistryReference Main = new(HostReference.Main);

    internal static void PopMain(LuaThread stack) => stack.PopInto(Main);

    /// <summary>Pushes the main fiber's function, from program.lua, and its argument, the steps.</summary>
    internal static void Push(LuaThread stack, LuaProgram program)
    {
        SetArg(stack, program);
        _ = stack.Push(Main);
        PushSteps(stack, program.Steps);
    }

    private static void PushSteps(LuaThread stack, IReadOnlyList<ProgramStep> steps)
    {
        stack.PushTable(steps.Count * 2);
        var position = 0;
        foreach (var step in steps)
        {
            stack.Push((long)step.Kind);
            stack.SetElement(-2, ++position);
            stack.Push(CommandLineBytes.Of(step.Text).AsSpan(step.Skip));
            stack.SetElement(-2, ++position);
        }
    }

    private static void SetArg(LuaThread stack, LuaProgram program)
    {
        stack.PushTable(program.CommandLine.Count, program.ScriptIndex + 1);
        for (var i = 0; i < program.CommandLine.Count; i++)
        {
            stack.Push(CommandLineBytes.Of(program.CommandLine[i]));
            stack.SetElement(-2, i - program.ScriptIndex);
        }

        stack.SetGlobal("arg");
    }
}
