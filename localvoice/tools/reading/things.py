"""What do people put on their lists? Groceries, everyday tasks and names for timers.

Typed text may name anything; the starter's recogniser hears only these. Every word is in PocketSphinx's dictionary.
"""

COUNTABLE = (
    "apples|bananas|oranges|lemons|limes|grapes|pears|peaches|plums|strawberries|blueberries|raspberries|cherries"
    "|mangoes|avocados|potatoes|sweet potatoes|tomatoes|onions|carrots|mushrooms|peppers|cucumbers|eggs|rolls|bagels"
    "|cookies|sausages|batteries|light bulbs|candles|sponges"
)
DRINKS = (
    "milk|soy milk|almond milk|oat milk|cream|water|juice|orange juice|apple juice|soda|beer|wine|red wine|white wine"
    "|olive oil|oil|vinegar|ketchup|shampoo|detergent|laundry detergent|dish soap"
)
VEGETABLES = (
    "melon|a melon|pineapple|a pineapple|raisins|garlic|celery|cucumber|a cucumber|lettuce|cabbage|a cabbage|an avocado"
    "|spinach|broccoli|cauliflower|a cauliflower|zucchini|corn|peas|green beans|beans|lentils|ginger|parsley|basil"
    "|pumpkin|a pumpkin|salad"
)
DAIRY = "butter|the butter|cheese|sour cream|yogurt|cream cheese|ice cream"
BAKERY = "bread|toast|cake|a cake|crackers|flour|yeast|sugar|brown sugar|honey|jam|cereal|oats|granola"
PANTRY = (
    "rice|pasta|spaghetti|noodles|salt|pepper|mustard|mayonnaise|peanut butter|soup|tomato sauce|soy sauce|chocolate"
    "|nuts|almonds|walnuts|chips|popcorn|candy|vanilla|cinnamon|tofu|coffee|coffee beans|tea|green tea"
)
MEAT = "chicken|a chicken|beef|ground beef|pork|bacon|ham|turkey|steak|fish|salmon|tuna|shrimp|lamb"
HOUSEHOLD = (
    "toilet paper|paper towels|tissues|soap|toothpaste|a toothbrush|trash bags|napkins|cat food|dog food|diapers"
    "|aluminum foil|flowers|stamps"
)
OTHER_GROCERIES = "|".join((VEGETABLES, DAIRY, BAKERY, PANTRY, MEAT, HOUSEHOLD))

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
