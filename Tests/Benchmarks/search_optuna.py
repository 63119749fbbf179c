"""Runs Optuna's TPESampler on the search benchmark's surrogates.

Reads one JSON object a line: {"sampler", "seed", "trials", "space", "baselines"}; then, for each trial, writes the assignment
as one JSON object and reads its cost. The surrogates themselves live on the other side of the pipe.
"""
import json
import sys
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)

SAMPLERS = {
    "optuna_tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optuna_tpe_group": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
}


def suggest(trial, parameter):
    path, domain = parameter["Path"], parameter["Domain"]
    if domain["kind"] == "choice":
        return trial.suggest_categorical(path, domain["Options"])
    if domain["kind"] == "whole":
        return trial.suggest_int(path, domain["Low"], domain["High"], log=domain["Log"])
    return trial.suggest_float(path, domain["Low"], domain["High"], log=domain["Log"])


def assign(trial, space):
    assignment = {}
    for parameter in space["Parameters"]:
        condition = parameter["Condition"]
        if condition is None or assignment.get(condition["Path"]) == condition["Option"]:
            assignment[parameter["Path"]] = suggest(trial, parameter)
    return assignment


def is_forbidden(assignment, space):
    return any(
        all(assignment.get(term["Path"]) in term["Values"]["Options"] for term in combination["Terms"])
        for combination in space["Forbidden"])


def run(request):
    space = request["space"]
    study = optuna.create_study(sampler=SAMPLERS[request["sampler"]](request["seed"]))
    for baseline in request["baselines"]:
        study.enqueue_trial(baseline)
    for _ in range(request["trials"]):
        trial = study.ask()
        assignment = assign(trial, space)
        # A forbidden combination costs Optuna nothing here: it may ask again.
        while is_forbidden(assignment, space):
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
            trial = study.ask()
            assignment = assign(trial, space)
        print(json.dumps(assignment), flush=True)
        study.tell(trial, float(sys.stdin.readline()))


for line in sys.stdin:
    run(json.loads(line))
