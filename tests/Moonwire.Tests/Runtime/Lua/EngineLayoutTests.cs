using System.Reflection;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Lua;

/// <summary>Every number of the engine's structs is verified at the start.</summary>
[TestClass]
public sealed class EngineLayoutTests
{
    private const string Values = nameof(LuaLayout) + "." + nameof(LuaLayout.Matches);
    private const string FirstMark = nameof(LuaLayout) + "." + nameof(LuaLayout.MarkToClose);
    private const string Calls = nameof(CallProbe);
    private const string Results = nameof(ExpectedResults);
    private const string Waits = nameof(DeferredExitProbe);
    private const string Closing = nameof(ThreadClosingProbe);
    private const string Watched = nameof(RunningThread) + "." + nameof(RunningThread.TryWatch);
    private const string Indexing = "finds_indexed";
    private const string Lines = nameof(LineCoverage);
    private const string Recorded = nameof(ScriptPlaces);

    private static readonly Dictionary<string, string> Checks = new(StringComparer.Ordinal)
    {
        ["LuaState.Status"] = Calls,
        ["LuaState.AllowHook"] = Calls,
        ["LuaState.Top"] = Values,
        ["LuaState.Global"] = Values,
        ["LuaState.CallInfo"] = Values,
        ["LuaState.StackLast"] = Values,
        ["LuaState.Stack"] = Values,
        ["LuaState.ToClose"] = FirstMark,
        ["LuaState.ErrorJump"] = Calls,
        ["LuaState.FirstCall"] = Values,
        ["LuaState.MessageHandler"] = Calls,
        ["LuaState.CallCount"] = Values,
        ["LuaState.UnyieldableMask"] = Values,
        ["LuaState.Yielded"] = Waits,
        ["LuaState.StackSize"] = Values,
        ["LuaState.StackReserve"] = Values,

        ["CallInfo.Top"] = Calls,
        ["CallInfo.Previous"] = Calls,
        ["CallInfo.Next"] = Calls,
        ["CallInfo.SavedPc"] = Indexing,
        ["CallInfo.Continuation"] = Calls,
        ["CallInfo.OlderHandler"] = Calls,
        ["CallInfo.ProtectedFrom"] = Calls,
        ["CallInfo.ResultCount"] = Waits,
        ["CallInfo.ExpectedResults"] = Results,
        ["CallInfo.Status"] = Calls,
        ["CallInfo.HooksAllowed"] = Calls,
        ["CallInfo.IsC"] = Calls,
        ["CallInfo.IsProtected"] = Calls,
        ["CallInfo.ErrorMask"] = Closing,
        ["CallInfo.ClosingResults"] = FirstMark,

        ["TValue.Size"] = Values,
        ["TValue.Tag"] = Values,
        ["TValue.Distance"] = FirstMark,
        ["TValue.TypeMask"] = Values,
        ["TValue.Collectable"] = Values,
        ["TValue.NilTag"] = Values,
        ["TValue.FalseTag"] = Values,
        ["TValue.TrueTag"] = Values,
        ["TValue.LightUserdataTag"] = Values,
        ["TValue.IntegerTag"] = Values,
        ["TValue.LightFunctionTag"] = Values,
        ["TValue.CClosureTag"] = Values,
        ["TValue.UserdataTag"] = Values,
        ["TValue.ThreadTag"] = Values,

        ["Udata.UserValues"] = Values,
        ["Udata.Length"] = Values,
        ["Udata.Metatable"] = Values,
        ["Udata.BlockWithout"] = Values,
        ["Udata.BlockWith"] = Values,
        ["CClosure.FirstUpvalue"] = Values,
        ["LClosure.Prototype"] = Lines,
        ["LClosure.FirstUpvalue"] = Indexing,
        ["Prototype.Kind"] = Recorded,
        ["Prototype.Source"] = Lines,

        ["TString.Contents"] = Lines,

        ["UpVal.Target"] = Watched,
        ["UpVal.OwnValue"] = Watched,

        ["Instruction.OpcodeMask"] = Indexing,
        ["Instruction.OperandShift"] = Indexing,
        ["Instruction.OperandMask"] = Indexing,
        ["Instruction.GetTabUp"] = Indexing,
        ["Instruction.GetTable"] = Indexing,
        ["Instruction.GetI"] = Indexing,
        ["Instruction.GetField"] = Indexing,
        ["Instruction.Self"] = Indexing,
    };

    [Fact]
    public void EveryConstantHasItsCheck()
    {
        var constants =
            from @struct in typeof(EngineLayout).GetNestedTypes(BindingFlags.NonPublic)
            from constant in @struct.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            select $"{@struct.Name}.{constant.Name}";

        Assert.Equal(constants.Order(StringComparer.Ordinal), Checks.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(typeof(EngineLayout)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public));
    }

    /// <summary>The comment of a constant names its check, perhaps among others.</summary>
    [Fact]
    public void EveryRemarkNamesTheCheck()
    {
        var lines = File.ReadAllLines(Repository.PathOf("Runtime", "Lua", "EngineLayout.cs"));

        Visible.AssertNone(
            from check in Checks
            let name = check.Key.Split('.')[1]
            let verifier = check.Value.Replace(".Matches", "", StringComparison.Ordinal)
                .Replace(".TryWatch", "", StringComparison.Ordinal)
            where !lines.Any(line => line.Contains($" {name} = ", StringComparison.Ordinal)
                && line.Contains(verifier, StringComparison.Ordinal))
            select $"{check.Key}: {check.Value}");
    }
}
