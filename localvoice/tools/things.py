"""What do people put on their lists? Groceries, everyday tasks and names for timers.

Typed text may name anything; the starter's recogniser hears only these. Every word is in PocketSphinx's dictionary.
"""

FRUIT = (
    "apples|bananas|oranges|lemons|limes|grapes|pears|peaches|plums|strawberries|blueberries|raspberries|cherries"
    "|melon|a melon|pineapple|a pineapple|mangoes|avocados|an avocado|raisins"
)
VEGETABLES = (
    "potatoes|sweet potatoes|tomatoes|onions|garlic|carrots|celery|cucumber|a cucumber|lettuce|cabbage|a cabbage"
    "|spinach|broccoli|cauliflower|a cauliflower|mushrooms|peppers|zucchini|corn|peas|green beans|beans|lentils"
    "|ginger|parsley|basil|pumpkin|salad"
)
DAIRY = "milk|butter|cheese|cream|sour cream|yogurt|eggs|cream cheese|ice cream|soy milk|almond milk|oat milk"
BAKERY = "bread|rolls|bagels|toast|cake|cookies|crackers|flour|yeast|sugar|brown sugar|honey|jam|cereal|oats|granola"
PANTRY = (
    "rice|pasta|spaghetti|noodles|olive oil|oil|vinegar|salt|pepper|ketchup|mustard|mayonnaise|peanut butter|soup"
    "|tomato sauce|soy sauce|chocolate|nuts|almonds|walnuts|chips|popcorn|candy|vanilla|cinnamon|tofu"
)
MEAT = "chicken|beef|ground beef|pork|bacon|ham|sausages|turkey|steak|fish|salmon|tuna|shrimp|lamb"
DRINKS = "water|coffee|coffee beans|tea|green tea|juice|orange juice|apple juice|soda|beer|wine|red wine|white wine"
HOUSEHOLD = (
    "toilet paper|paper towels|tissues|soap|dish soap|shampoo|toothpaste|a toothbrush|detergent|laundry detergent"
    "|trash bags|light bulbs|batteries|candles|napkins|sponges|cat food|dog food|diapers|aluminum foil|flowers|stamps"
)
GROCERIES = "|".join((FRUIT, VEGETABLES, DAIRY, BAKERY, PANTRY, MEAT, DRINKS, HOUSEHOLD))

PERSON = "mom|dad|grandma|grandpa|my (mother|father|sister|brother|wife|husband|boss|friend)|the (doctor|dentist|bank)"
ERRANDS = (
    "take out the (trash|garbage|recycling)|take my (medicine|pills|vitamins)|take a (break|walk|shower|nap)"
    "|walk the dog|feed the (cat|dog|fish)|water the (plants|garden|flowers)|do the (laundry|dishes|shopping)"
    "|wash the (car|dishes|windows)|clean the (kitchen|house|bathroom|garage)|mow the lawn|make (dinner|the bed|lunch)"
    "|check the (oven|mail)|turn off the (oven|stove|lights|heating)|pay the (rent|bills|electric bill)"
    "|pick up the (kids|package|dry cleaning|medicine)|buy (milk|bread|eggs|flowers|a present|a birthday card)"
    "|go to (bed|the gym|the store|the bank|work)|go (shopping|running|swimming)|get gas|get a haircut|book a table"
    "|book (a flight|the hotel|the tickets)|send the (letter|report|package|invoice)|finish (my homework|the report)"
    "|charge my phone|read a book|drink some water|lock the (door|car)|fix the (bike|sink|door)|return the books"
    "|renew my passport|stretch|exercise|study|call a taxi|back up my computer|prepare the meeting|join the meeting"
)
TASKS = f"(call|text|email|visit|thank|write to) <person>|{ERRANDS}"
EVENTS = "the meeting|my appointment|the dentist appointment|the party|my medicine|the game|dinner|the laundry"

TIMER_NAMES = (
    "pasta|pizza|egg|eggs|tea|coffee|rice|cake|bread|cookie|cookies|chicken|potatoes|oven|laundry|dishwasher|nap"
    "|workout|exercise|kitchen|homework|break|soup|steak|turkey|dinner|lunch|study|meditation|parking"
)
