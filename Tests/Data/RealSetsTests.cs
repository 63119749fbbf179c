using Worker.Data;

namespace Tests.Data;

/// <summary>Published data sets, where they lie beside the repository, and always one of the same form that is made here.</summary>
public sealed class RealSetsTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public static TheoryData<string, int, int, int, int> Sets
    {
        get
        {
            var sets = new TheoryData<string, int, int, int, int> { { "made", 40, 20, 3, 2 } };
            if (SharedFolder is null) return sets;
            sets.Add("corel5k/Corel5k", 4500, 500, 499, 374);
            sets.Add("yeast/yeast", 1500, 917, 103, 14);
            sets.Add("emotions/emotions", 391, 202, 72, 6);
            return sets;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_set_is_read_as_its_description_says(string set, int trainRows, int testRows, int features, int labels)
    {
        var request = set == "made" ? Made() : Published(set);
        var source = MulanSource.Read(request.TrainPath!, request.TestPath, request.HeaderPath!, request.Preprocessing);
        Assert.Equal((trainRows + testRows, testRows, labels), (source.Labels.Count, source.TestRows, source.LabelNames.Count));

        var data = (await DataPreparation.PrepareAsync(request, _folder.Path("cache"), _ => { }, CancellationToken.None)).Data;
        Assert.Equal(features, data.FeatureCount);
        Assert.Equal(trainRows, data.Train.Count + data.Validation.Count);
        Assert.Equal(testRows, data.Test.Count);
        Assert.InRange(data.Validation.Count, 0.15 * trainRows - 1, 0.17 * trainRows + 1);
        Assert.InRange(data.LabelNames.Count, labels * 0.9, labels);
    }

    /// <summary>`shared/data` beside the repository, which the tests' folder lies in, or null.</summary>
    private static string? SharedFolder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (!File.Exists(Path.Combine(folder.FullName, "Sweeps.sln"))) continue;
                var shared = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(shared) ? shared : null;
            }

            return null;
        }
    }

    private static DataRequest Published(string set)
    {
        var start = Path.Combine(SharedFolder!, set);
        var form = set.StartsWith("corel5k", StringComparison.Ordinal) ? "-sparse.arff" : ".arff";
        return new DataRequest
        {
            Format = DataFormat.Mulan,
            TrainPath = $"{start}-train{form}",
            TestPath = $"{start}-test{form}",
            HeaderPath = $"{start}.xml",
        };
    }

    private DataRequest Made()
    {
        const string attributes = "@attribute a numeric\n@attribute b numeric\n@attribute c {0,1}\n@attribute y {0,1}\n@attribute z {0,1}\n@data\n";
        string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(row => $"{row},{row * row},{row % 2},{row % 3 % 2},{row % 4 / 3}\n"));
        return new DataRequest
        {
            Format = DataFormat.Mulan,
            TrainPath = _folder.Write("train.arff", attributes + Rows(40)),
            TestPath = _folder.Write("test.arff", attributes + Rows(20)),
            HeaderPath = _folder.Write("labels.xml", "<labels><label name='z'/><label name='y'/></labels>"),
        };
    }
}
