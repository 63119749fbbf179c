using System.Text;
using Shared.Protocol;
using Shared.Trials;
using Worker.Agent;

namespace Tests.Agent;

public sealed class TrainerLineParserTests
{
    [Theory]
    [InlineData("")]
    [InlineData("epoch 1 of 3")]
    [InlineData("{\"sweeps\":1")]
    [InlineData("{\"sweeps\":2,\"event\":\"ready\",\"pid\":1,\"device\":\"cpu\"}")]
    [InlineData("{\"event\":\"ready\",\"pid\":1,\"device\":\"cpu\"}")]
    [InlineData("{\"said\":{\"sweeps\":1}}")]
    [InlineData("[\"sweeps\",1]")]
    public void Anything_without_the_version_is_log(string text) => Assert.Null(Parse(text));

    [Fact]
    public void Fields_that_are_not_known_are_ignored_and_come_in_any_order() =>
        Assert.Equal(new TrainerLine.Ready(7, "cpu"), Parse("""{"device":"cpu","new":[1],"event":"ready","pid":7,"sweeps":1}"""));

    [Fact]
    public void Values_that_are_not_finite_are_read_as_python_and_javascript_write_them()
    {
        var line = Assert.IsType<TrainerLine.Measured>(Parse(
            """{"sweeps":1,"event":"measured","measurement":{"epoch":1,"seconds":2,"values":{"NaN \" NaN":1,"a":NaN,"b":-Infinity,"c":Infinity,"d":null,"e":"NaN"}}}"""));
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["NaN \" NaN"] = 1,
                ["a"] = double.NaN,
                ["b"] = double.NegativeInfinity,
                ["c"] = double.PositiveInfinity,
                ["d"] = double.NaN,
                ["e"] = double.NaN,
            },
            line.Measurement.Values);
    }

    [Theory]
    [InlineData("{\"sweeps\":1,\"event\":\"ready\"}")]
    [InlineData("{\"sweeps\":1,\"event\":\"unheard_of\"}")]
    [InlineData("{\"sweeps\":1}")]
    [InlineData("{\"sweeps\":1,\"event\":\"measured\",\"measurement\":{\"epoch\":1,\"seconds\":NaN,\"values\":{\"a\":\"b\"}}}")]
    public void Protocol_that_cannot_be_understood_is_a_crash(string text)
    {
        var failed = Assert.IsType<TrainerLine.Failed>(Parse(text));
        Assert.Equal(FailureKind.Crashed, failed.Kind);
        Assert.StartsWith("a line of the protocol cannot be understood: ", failed.Message);
    }

    private static TrainerLine? Parse(string text) => TrainerLineParser.Parse(new Line(Encoding.UTF8.GetBytes(text), IsCut: false));
}
