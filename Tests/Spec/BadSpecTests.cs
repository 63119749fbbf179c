using Shared.Spec;

namespace Tests.Spec;

/// <summary>What a user reads when a spec is wrong: rule, value and place. Lines count from the small spec's four.</summary>
public class BadSpecTests
{
    [Theory]
    // Whole spec
    [InlineData("", "the spec is empty")]
    [InlineData("# nothing", "the spec is empty")]
    [InlineData("just a text", "line 1: a spec is a mapping that begins with `name`, but got just a text")]
    [InlineData("- a", "line 1: a spec is a mapping that begins with `name`, but got a list")]
    [InlineData("name: [", "line 1: not readable as YAML: while parsing a node, did not find expected node content")]
    [InlineData("a: b: c", "line 1: not readable as YAML: while scanning a plain scalar value, found invalid mapping")]
    [InlineData("a: \"\\ud83d\"", "line 1: not readable as YAML: while scanning a quoted scalar, found invalid Unicode surrogates")]
    [InlineData("a: \0", "line 1: a spec is text, but holds the control character U+0000")]
    [InlineData("a: &x 1", "line 1: not readable as YAML: anchors and aliases (& and *) are not supported: write the value out, or put a text that begins so in quotes")]
    [InlineData("a: *x", "line 1: not readable as YAML: anchors and aliases (& and *) are not supported: write the value out, or put a text that begins so in quotes")]
    [InlineData("a: !!int 1", "line 1: not readable as YAML: tags (!) are not supported: leave it out, or put a text that begins so in quotes")]
    [InlineData("%YAML 1.2\n---\na: 1", "line 1: not readable as YAML: directives (%) are not supported: leave the line out")]
    [InlineData("a: 1\n---\nb: 2", "line 2: a spec is one YAML document, but another begins here")]
    public void Not_a_spec(string text, string problem) => Assert.Equal([problem], SpecTexts.Problems(text));

    [Theory]
    // Keys
    [InlineData("trails: 3", "line 5: unknown key `trails`; did you mean `trials`?")]
    [InlineData("zzz: 3", "line 5: unknown key `zzz`; known are name, trials, time, trial_time, parallel, max_failures, keep_weights, control_share, priority, weight, worker_labels, out_of_memory, seed, data, model, training, search, objective, minimise, forbid")]
    [InlineData("trials: 3", "line 5: the key `trials` stands twice, first in line 3")]
    [InlineData("training: { epoch: 3 }", "line 5, training: unknown key `epoch`; did you mean `epochs`?")]
    [InlineData("training: { early_stopping: { patients: 3 } }", "line 5, training.early_stopping: unknown key `patients`; did you mean `patience`?")]
    [InlineData("training: { early_stopping: }", "line 5, training.early_stopping: must be a mapping of settings, but got nothing")]
    [InlineData("model: 3", "line 5, model: must be a mapping of settings, but got 3")]
    [InlineData("search: { lass: bce }", "line 5, search: unknown key `lass`; did you mean `loss`?")]
    // Values
    [InlineData("seed: -1", "line 5, seed: `seed` must be a whole number from 0 to 18446744073709551615, but got -1")]
    [InlineData("time: 7200", "line 5, time: `time` must be a time above 0 and at most 3650d with a unit s, m, h or d, such as 90m, but got 7200")]
    [InlineData("time: 0s", "line 5, time: `time` must be a time above 0 and at most 3650d with a unit s, m, h or d, such as 90m, but got 0s")]
    [InlineData("trial_time: [1]", "line 5, trial_time: `trial_time` must be a time above 0 and at most 3650d with a unit s, m, h or d, such as 90m, but got a list")]
    [InlineData("parallel: 0", "line 5, parallel: `parallel` must be a whole number from 1 to 10000, but got 0")]
    [InlineData("training: { epochs: 3.5 }", "line 5, training.epochs: `epochs` must be a whole number from 1 to 100000, but got 3.5")]
    [InlineData("training: { epochs: \"3\" }", "line 5, training.epochs: `epochs` must be a whole number from 1 to 100000, but got the text '3'")]
    [InlineData("training: { batch_size: 99999999999999999999 }", "line 5, training.batch_size: `batch_size` must be a whole number from 1 to 1000000, but got 99999999999999999999")]
    [InlineData("model: { dropout: 1 }", "line 5, model.dropout: `dropout` must be a number of at least 0 and below 1, but got 1")]
    [InlineData("model: { dropout: .nan }", "line 5, model.dropout: `dropout` must be a number of at least 0 and below 1, but got .nan")]
    [InlineData("model: { dropout: NaN }", "line 5, model.dropout: `dropout` must be a number of at least 0 and below 1, but got NaN")]
    [InlineData("model: { hidden: [256, 0] }", "line 5, model.hidden: `hidden` must be a list of at most 16 layer widths from 1 to 65536, but got [256, 0]")]
    [InlineData("model: { hidden: 256 }", "line 5, model.hidden: `hidden` must be a list of at most 16 layer widths from 1 to 65536, but got 256")]
    [InlineData("training: { clip_gradient: 1e999 }", "line 5, training.clip_gradient: `clip_gradient` must be a number above 0 and at most 1000000000, but got 1e999")]
    // Domains
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [3, 1] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `low` must be below `high`, but got low=3, high=1")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [0, 1] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `low` must be above 0 on a log scale, but got low=0")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [-1, 1] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `low` must be above 0 on a log scale, but got low=-1")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [1e-300, 1] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `high` must be at most 1e15 times `low` on a log scale, but got low=1E-300, high=1")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [1, 1e999] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `log` must be a list of two numbers, [low, high], but got [1, 1e999]")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { log: [1] } } } }", "line 5, search.loss.weighted_bce.pos_weight: `log` must be a list of two numbers, [low, high], but got [1]")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { range: 1 } } } }", "line 5, search.loss.weighted_bce.pos_weight: `range` must be a list of two numbers, [low, high], but got 1")]
    [InlineData("search: { loss: { focal: { alpha: { range: [0, 0.5] } } } }", "line 5, search.loss.focal.alpha: `alpha` must be a number above 0 and below 1, but got low=0")]
    [InlineData("search: { loss: { focal: { alpha: { range: [0.5, 1] } } } }", "line 5, search.loss.focal.alpha: `alpha` must be a number above 0 and below 1, but got high=1")]
    [InlineData("search: { loss: { focal: { gamma: { choose: [] } } } }", "line 5, search.loss.focal.gamma: `choose` must be a list of at least one value of `gamma`, but got an empty list")]
    [InlineData("search: { loss: { focal: { gamma: { choose: [1, 1.0] } } } }", "line 5, search.loss.focal.gamma: `choose` must not list an option twice, but got 1.0 twice")]
    [InlineData("search: { loss: { focal: { gamma: { int: [1, 3] } } } }", "line 5, search.loss.focal.gamma: `gamma` must be a number of at least 0 and at most 20, so it is searched with `range` or `log`, but got `int`")]
    [InlineData("search: { loss: { focal: { gamma: { range: [0, 1], log: [1, 2] } } } }", "line 5, search.loss.focal.gamma: `gamma` must have one of choose, range, log, int (with log: true beside int, if wanted), but got range, log")]
    [InlineData("search: { loss: { focal: { gamma: {} } } }", "line 5, search.loss.focal.gamma: `gamma` must have one of choose, range, log, int (with log: true beside int, if wanted), but got nothing")]
    [InlineData("search: { loss: { focal: { gamma: { rnage: [0, 1] } } } }", "line 5, search.loss.focal.gamma: unknown key `rnage`; did you mean `range`?")]
    [InlineData("search: { loss: { focal: { gamma: } } }", "line 5, search.loss.focal.gamma: `gamma` must be a number of at least 0 and at most 20, but got nothing")]
    [InlineData("training: { batch_size: { range: [16, 64] } }", "line 5, training.batch_size: `batch_size` must be a whole number from 1 to 1000000, so it is searched with `int`, but got `range`")]
    [InlineData("training: { batch_size: { int: [16, 64.5] } }", "line 5, training.batch_size: `int` must be a list of two whole numbers, [low, high], but got [16, 64.5]")]
    [InlineData("training: { batch_size: { int: [0, 64], log: true } }", "line 5, training.batch_size: `low` must be above 0 on a log scale, but got low=0")]
    [InlineData("training: { batch_size: { int: [1, 64], log: [1, 2] } }", "line 5, training.batch_size: `log` beside `int` must be true or false, but got a list")]
    [InlineData("search: { loss: { batch_balanced_bce: { scope: { range: [0, 1] } } } }", "line 5, search.loss.batch_balanced_bce.scope: `scope` must be one of cells, label, so it is searched with `choose`, but got `range`")]
    [InlineData("search: { loss: { batch_balanced_bce: { scope: labels } } }", "line 5, search.loss.batch_balanced_bce.scope: `scope` must be one of cells, label, but got labels; did you mean `label`?")]
    // Components
    [InlineData("search: { loss: focl }", "line 5, search.loss: unknown loss `focl`; did you mean `focal`?")]
    [InlineData("search: { resampling: smote }", "line 5, search.resampling: unknown resampling `smote`; known are none, oversample")]
    [InlineData("search: { loss: { choose: [bce, bce] } }", "line 5, search.loss: `choose` must not list an option twice, but got bce twice")]
    [InlineData("search: { loss: { choose: { bce: , bce: } } }", "line 5, search.loss.choose: the key `bce` stands twice, first in line 5")]
    [InlineData("search: { loss: { choose: [] } }", "line 5, search.loss: `choose` must be `all`, a list of names, or a mapping of names to parameters, but got a list without entries")]
    [InlineData("search: { loss: { choose: } }", "line 5, search.loss: `choose` must be `all`, a list of names, or a mapping of names to parameters, but got nothing")]
    [InlineData("search: { loss: { choose: [{ focal: all }] } }", "line 5, search.loss: `choose` as a list has names only, but got a mapping; with parameters write a mapping, name: { ... }")]
    [InlineData("search: { loss: { bce: , focal: } }", "line 5, search.loss: `loss` must be the name of one, or `choose` with several below it, but got a mapping")]
    [InlineData("search: { loss: { bce: { gamma: 2 } } }", "line 5, search.loss.bce: unknown key `gamma`; there are none here")]
    [InlineData("search: { loss: { focal: 2 } }", "line 5, search.loss.focal: must be a mapping of parameters, `all`, or nothing, but got 2")]
    [InlineData("search: { loss: { weighted_bce: { tau: 0.5 } } }", "line 5, search.loss.weighted_bce.tau: `tau` exists only with `weights: tempered`, but `weights` is scalar")]
    // Forbidden combinations
    [InlineData("forbid: 3", "line 5, forbid: `forbid` must be a list of combinations, each a mapping such as { loss: weighted_bce, resampling: oversample }, but got 3")]
    [InlineData("forbid: [{}]", "line 5, forbid[0]: a forbidden combination must name at least one parameter and its value, but got an empty mapping")]
    [InlineData("forbid: [{ los: bce }]", "line 5, forbid[0]: there is no parameter `los`; did you mean `loss`?")]
    [InlineData("forbid: [{ loss: focal }]", "line 5, forbid[0]: can never hold: loss is bce, never focal")]
    [InlineData("forbid: [{ loss: bce }]", "line 1, forbid: forbids every assignment: loss = bce")]
    [InlineData("forbid: [{ optimizer.adam.learning_rate: { range: [1, 2] } }]", "line 5, forbid[0]: can never hold: optimizer.adam.learning_rate is 0.008, never 1 to 2")]
    public void One_mistake_is_one_problem(string line, string problem) => Assert.Equal([problem], SpecTexts.Problems(SpecTexts.With(line)));

    [Theory]
    [InlineData("{ choose: { focal: all, bce: } }", "{ loss: bce, loss.focal.gamma: { range: [3, 5] } }", "line 6, forbid[0]: can never hold: loss.focal.gamma exists only with loss: focal, but loss is to be bce")]
    [InlineData("{ choose: { focal: all, weighted_bce: all } }", "{ loss.weighted_bce.pos_weight: { range: [3, 5] }, loss.focal.gamma: { range: [3, 5] } }", "line 6, forbid[0]: can never hold: loss.focal.gamma exists only with loss: focal, and loss.weighted_bce.pos_weight only with loss: weighted_bce")]
    [InlineData("{ focal: { gamma: { range: [0, 5] } } }", "{ loss.focal.gamma: 2 }", "line 6, forbid[0]: can never hold: loss.focal.gamma is 0 to 5, and a single value of a range is never drawn: forbid a { range: [low, high] }")]
    [InlineData("{ focal: { gamma: { range: [0, 5] } } }", "{ loss.focal.gamma: { range: [6, 7] } }", "line 6, forbid[0]: can never hold: loss.focal.gamma is 0 to 5, never 6 to 7")]
    [InlineData("{ focal: { gamma: { range: [0, 5] } } }", "{ loss.focal.gamma: { range: [0, 2] } }, { loss.focal.gamma: { range: [2, 5] } }", "line 1, forbid: forbids every assignment: loss.focal.gamma 0 to 2; loss.focal.gamma 2 to 5")]
    [InlineData("{ choose: [bce, mse] }", "{ loss: [bce, mse] }", "line 1, forbid: forbids every assignment: loss one of bce, mse")]
    [InlineData("{ choose: [bce, mse] }", "{ loss: [bce, focal] }", "line 6, forbid[0]: can never hold: loss is one of bce, mse, never focal")]
    public void A_combination_that_can_never_hold_or_always_does(string loss, string forbidden, string problem) =>
        Assert.Equal([problem], SpecTexts.Problems(SpecTexts.With($"search: {{ loss: {loss} }}\nforbid: [{forbidden}]")));

    [Theory]
    [InlineData("objective: validation.macro_pa", "no trial reports validation.macro_pa; did you mean `macro_ap`?")]
    [InlineData("objective: macro_ap", "`objective` must say where it is measured, but got macro_ap: write validation.macro_ap")]
    [InlineData("objective: test.macro_ap", "`objective` must be measured on validation, but got test.macro_ap: what the test part chooses, the test part cannot judge")]
    [InlineData("objective: train.macro_ap", "`objective` must be measured on validation, but got train.macro_ap: the training part favours what overfits")]
    [InlineData("objective: validation.hamming_loss", "lower is better for validation.hamming_loss: write `minimise: validation.hamming_loss`")]
    [InlineData("minimise: validation.macro_ap", "higher is better for validation.macro_ap: write `objective: validation.macro_ap`")]
    [InlineData("objective: [a]", "`objective` must be a measure of the validation part, such as validation.macro_ap, but got a list")]
    public void An_objective_that_cannot_be(string objective, string problem) => Assert.Equal(
        [$"line 2, {objective[..objective.IndexOf(':')]}: {problem}"],
        SpecTexts.Problems(SpecTexts.Small.Replace("objective: validation.macro_ap", objective)));

    [Theory]
    [InlineData("{ choose: [bce, mse] }", "search.loss")]
    [InlineData("{ focal: { gamma: { range: [0, 1] } } }", "search.loss.focal.gamma")]
    public void The_loss_is_no_objective_while_it_is_searched(string loss, string searched) => Assert.Equal(
        [$"line 2, minimise: `minimise` must not be validation.loss while the loss is searched, but {searched} is: values of different losses cannot be compared"],
        SpecTexts.Problems(SpecTexts.With($"search: {{ loss: {loss} }}").Replace("objective: validation.macro_ap", "minimise: validation.loss")));

    [Fact]
    public void The_loss_is_an_objective_where_it_is_fixed() =>
        Assert.Equal("validation.loss", SpecTexts.Accepted(SpecTexts.Small.Replace("objective: validation.macro_ap", "minimise: validation.loss")).Objective.Measure);

    [Fact]
    public void An_objective_that_some_losses_never_report() => Assert.Equal(
        ["line 2, minimise: trials with softmax_ce, factorised never report validation.brier, which needs probabilities: leave them out or choose another objective"],
        SpecTexts.Problems(SpecTexts.With("search: { loss: { choose: [bce, softmax_ce, factorised] } }").Replace("objective: validation.macro_ap", "minimise: validation.brier")));

    [Theory]
    [InlineData("{}", "line 1, data: `format` is missing: it must be debtags or mulan")]
    [InlineData("{ format: csv }", "line 1, data.format: `format` must be one of debtags, mulan, but got csv")]
    [InlineData("{ format: debtags, train: x.arff }", "line 1, data.train: `train` goes with format mulan, but the format is debtags")]
    [InlineData("{ format: mulan, header: x.xml }", "line 1, data: `train` is missing: the ARFF file with the rows")]
    [InlineData("{ format: mulan, train: x.arff }", "line 1, data: `header` is missing: the XML file that names the labels")]
    [InlineData("{ format: mulan, train: a, header: b, test: c, test_share: 0.1 }", "line 1, data.test_share: `test_share` splits a test part off, but `test` already names one: leave one of them out")]
    [InlineData("{ format: debtags, validation_share: 0.5, test_share: 0.5 }", "line 1, data: `validation_share` and `test_share` must leave rows to train on, but are 0.5 and 0.5")]
    [InlineData("{ format: mulan, train: a, header: b, drop: [x], log: [x] }", "line 1, data.log: `log` must not name a feature that `drop` leaves out, but got 'x'")]
    [InlineData("{ format: mulan, train: a, header: b, drop: x }", "line 1, data.drop: `drop` must be a list of texts, but got x")]
    [InlineData("{ format: debtags, rows: 0 }", "line 1, data.rows: `rows` must be a whole number from 1 to 2147483647, but got 0")]
    public void Data_that_cannot_be(string data, string problem) => Assert.Equal(
        [problem], SpecTexts.Problems($"data: {data}\nname: small\nobjective: validation.macro_ap\ntrials: 10"));

    [Fact]
    public void Everything_wrong_is_said_at_once_in_the_order_of_its_lines() => Assert.Equal(
    [
        "line 1, name: a sweep's name has 1 to 63 of a-z, 0-9, '-' and '_' and starts with a letter or digit, but got Hello World",
        "line 3, search: unknown key `optimiser`; did you mean `optimizer`?",
        "line 5, search.loss: unknown loss `bse`; did you mean `bce`?",
        "line 6, search.loss.focal.gamma: `low` must be below `high`, but got low=5, high=0",
        "line 6, search.loss.focal.alpha: `alpha` must be a number above 0 and below 1, but got 1",
        "a sweep needs an end: give `trials`, `time`, or both",
        "`data` is missing: it says what to train on, such as data: { format: debtags }",
        "`objective` is missing: name a measure to maximise, such as objective: validation.macro_ap, or to `minimise`",
    ],
    SpecTexts.Problems("""
        name: Hello World
        search:
          optimiser: adam
          loss: { choose: {
            bse: ,
            focal: { gamma: { range: [5, 0] }, alpha: 1 } } }
        forbid: [{ loss: bse }, { loss.focal.gamma: { range: [9, 10] } }]
        """));

    [Fact]
    public void Two_objectives() => Assert.Equal(
        ["line 5, minimise: a sweep has one objective: give `objective` or `minimise`, but got both"],
        SpecTexts.Problems(SpecTexts.With("minimise: validation.brier")));
}
